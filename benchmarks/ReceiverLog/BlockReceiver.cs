using System.Diagnostics;

namespace OrleansStream.Benchmarks;

/// <summary>A receiver that stores blocks as fast as they are taken, some at a time.</summary>
/// <param name="blocks">How many in all.</param>
/// <param name="records">The records of each.</param>
/// <param name="writers">How many are on their way at once.</param>
internal sealed class BlockReceiver(int blocks, int records, int writers) : Receiver<(long Key, long Value)>
{
    private readonly LatencyRecorder _delays = new(blocks);
    private readonly TaskCompletionSource<(TimeSpan Took, LatencyRecorder Delays)> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _next;

    /// <summary>Ends when all blocks are stored: how long that took, and how long each store call.</summary>
    public Task<(TimeSpan Took, LatencyRecorder Delays)> Done => _done.Task;

    protected override void OnStart() => Run(async stopping =>
    {
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => StoreAllAsync(stopping)));
        _done.TrySetResult((Stopwatch.GetElapsedTime(start), _delays));
    });

    private async Task StoreAllAsync(CancellationToken stopping)
    {
        var block = new (long Key, long Value)[records];
        while (Interlocked.Increment(ref _next) is var number && number <= blocks)
        {
            for (int i = 0; i < block.Length; i++)
            {
                block[i] = (((long)number * records) + i, 1);
            }

            long start = Stopwatch.GetTimestamp();
            await StoreAsync(block, stopping);
            lock (_delays)
            {
                _delays.Add(Stopwatch.GetElapsedTime(start));
            }
        }
    }
}
