using OrleansStream.Core.Tests.Batches;

namespace OrleansStream.Core.Tests.Stateful;

/// <summary>What the state of an operator is after each batch of a test, made with dictionaries; and questions that are compared with it.</summary>
/// <param name="states">The states after batch 0, which is before the first, and after each batch.</param>
/// <param name="keys">Keys are below it.</param>
/// <param name="history">How many older batches are kept.</param>
internal sealed class QueryOracle(IReadOnlyList<Dictionary<int, long>> states, int keys, int history)
{
    private EmbeddedStateView<int, long>? _view;
    private int _asked;
    private int _gone;

    /// <summary>How many questions have been answered.</summary>
    internal int Asked => Volatile.Read(ref _asked);

    internal EmbeddedStateView<int, long> View
    {
        get => _view ?? throw new InvalidOperationException("The job is not defined yet.");
        set => _view = value;
    }

    /// <summary>Asks something at random.</summary>
    /// <param name="random">What to ask.</param>
    /// <param name="since">A batch that is known to be committed.</param>
    /// <returns>The batch of the answer.</returns>
    internal async Task<BatchTime> AskAsync(Random random, BatchTime since)
    {
        BatchTime time = random.Next(8) switch
        {
            0 => await ScanAsync(random),
            1 => CheckSize(),
            2 or 3 when history > 0 => CheckOlder(random),
            _ => CheckKey(random),
        };
        Assert.True(time >= since || history > 0, $"An answer of {time} came after one of {since}.");
        Interlocked.Increment(ref _asked);
        return time;
    }

    /// <summary>Asks for a key, at once.</summary>
    internal BatchTime CheckKey(Random random)
    {
        int key = random.Next(keys);
        CommittedState<long> answer = View.Get(key);
        Check(key, answer);
        return answer.BatchTime;
    }

    /// <summary>Follows a key to the end of the job.</summary>
    /// <returns>How many changes were told.</returns>
    internal async Task<int> WatchAsync(Random random)
    {
        int key = random.Next(keys);
        int told = 0;
        CommittedState<long>? last = null;
        await foreach (CommittedState<long> change in View.WatchAsync(key))
        {
            Check(key, change);
            Assert.True(last is null || (change.BatchTime > last.Value.BatchTime && change.State != last.Value.State), $"{last} was followed by {change}.");
            last = change;
            told++;
            for (int pause = random.Next(20); pause > 0; pause--)
            {
                await Task.Yield();
            }
        }

        Assert.Equal(Of(key, states.Count - 1), last!.Value.State);
        return told;
    }

    /// <summary>Whether older batches were found to be gone only when they may be.</summary>
    internal int Gone => Volatile.Read(ref _gone);

    private static int NumberOf(BatchTime time) => (int)((time - FailurePolicyTests.At(0)) / TimeSpan.FromSeconds(1));

    private Option<long> Of(int key, int batch) =>
        states[Math.Min(batch, states.Count - 1)].TryGetValue(key, out long state) ? Option.Some(state) : Option<long>.None;

    private void Check(int key, CommittedState<long> answer) => Assert.Equal(Of(key, NumberOf(answer.BatchTime)), answer.State);

    private async Task<BatchTime> ScanAsync(Random random)
    {
        await using StateScan<int, long> scan = await View.ScanAsync();
        var all = new List<(int Key, long State)>();
        while (await scan.ReadAsync(random.Next(1, 40)) is { Count: > 0 } page)
        {
            all.AddRange(page);
            await Task.Yield();
        }

        Assert.Equal(
            states[Math.Min(NumberOf(scan.BatchTime), states.Count - 1)].Select(pair => (pair.Key, pair.Value)).Order(), all.Order());
        return scan.BatchTime;
    }

    private BatchTime CheckSize()
    {
        StateSize size = View.Size;
        Assert.Equal(states[Math.Min(NumberOf(size.BatchTime), states.Count - 1)].Count, size.Keys);
        return size.BatchTime;
    }

    private BatchTime CheckOlder(Random random)
    {
        BatchTime newest = View.BatchTime;
        BatchTime time = newest - TimeSpan.FromSeconds(random.Next(history + 2));
        try
        {
            int key = random.Next(keys);
            CommittedState<long> answer = View.At(time).Get(key);
            Assert.Equal(time, answer.BatchTime);
            Check(key, answer);
        }
        catch (BatchNotRetainedException error)
        {
            // It is older than what is kept, before the first, or has been let go since.
            Assert.True(error.Oldest > time && error.Newest >= newest, error.Message);
            Assert.True(NumberOf(error.Newest!.Value) - NumberOf(error.Oldest!.Value) <= history, error.Message);
            Interlocked.Increment(ref _gone);
        }

        return newest;
    }
}
