using System.Collections.Concurrent;

namespace OrleansStream.Grains;

/// <summary>Runs code of jobs that is to end soon: on threads of its own, since grains and the pool must not wait for what never ends.</summary>
/// <remarks>A thread cannot be ended from outside. So that there are no more of them each time a job is tried, code that did not end in time is not begun again as long as
/// it goes on. Thread-safe.</remarks>
/// <param name="limit">How long code may take.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class BoundedCode(TimeSpan limit, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, bool> _unended = new();

    /// <summary>Runs code.</summary>
    /// <param name="name">What it is called in errors, the same each time.</param>
    /// <param name="code">The code.</param>
    /// <param name="free">Given the result if that comes too late.</param>
    /// <exception cref="TimeoutException">It did not end in time, now or before.</exception>
    internal async Task<T> RunAsync<T>(string name, Func<T> code, Action<T> free)
    {
        if (_unended.ContainsKey(name))
        {
            throw new TimeoutException($"{name} was begun in this silo before and has not ended yet; it is not begun again before it has.");
        }

        var ended = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(Run) { IsBackground = true, Name = name }.Start();
        try
        {
            return await ended.Task.WaitAsync(limit, time);
        }
        catch (TimeoutException) when (!ended.Task.IsCompleted)
        {
            _unended[name] = true;
            _ = FreeAsync();
            throw new TimeoutException($"{name} has not ended within {limit.TotalSeconds} s.");
        }

        void Run()
        {
            try
            {
                ended.SetResult(code());
            }
            catch (Exception error)
            {
                ended.SetException(error);
            }
        }

        async Task FreeAsync()
        {
            await ((Task)ended.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _unended.TryRemove(name, out _);
            if (ended.Task.IsCompletedSuccessfully)
            {
                free(await ended.Task);
            }
        }
    }
}
