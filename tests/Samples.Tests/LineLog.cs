namespace OrleansStream.Samples.Tests;

/// <summary>Lines that a process writes, to be waited for.</summary>
internal sealed class LineLog(string name, TimeSpan patience)
{
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal string[] Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Adds a line; null is the end.</summary>
    internal void Add(string? line)
    {
        lock (_lines)
        {
            if (line is not null)
            {
                _lines.Add(line);
            }

            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until so many lines contain a text.</summary>
    internal async Task WaitForAsync(string text, int count = 1)
    {
        using var late = new CancellationTokenSource(patience, TimeProvider.System);
        while (true)
        {
            Task more;
            lock (_lines)
            {
                if (_lines.Count(line => line.Contains(text, StringComparison.Ordinal)) >= count)
                {
                    return;
                }

                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Waited {patience} for '{text}' on {name}, which has:\n{string.Join('\n', Lines)}");
            }
        }
    }
}
