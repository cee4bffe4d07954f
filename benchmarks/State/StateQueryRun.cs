using System.Diagnostics;

namespace OrleansStream.Benchmarks;

/// <summary>A job that counts by key on the system clock, and a thread that asks for counts as fast as it is answered.</summary>
/// <param name="keys">The keys that have a state.</param>
/// <param name="recordsPerBatch">The records in each batch.</param>
/// <param name="interval">The batch interval.</param>
/// <param name="duration">How long to measure each way of asking.</param>
internal sealed class StateQueryRun(int keys, int recordsPerBatch, TimeSpan interval, TimeSpan duration)
{
    // One of so many questions is timed alone, so that the clock does not cost more than the answer.
    private const int Timed = 64;

    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(2);

    private delegate bool Lookup(long key, out long count);

    /// <summary>Runs the job and asks in each way for a time.</summary>
    /// <exception cref="InvalidOperationException">A key had no state.</exception>
    public async Task<IReadOnlyList<StateQueryReport>> RunAsync(CancellationToken stop)
    {
        long[] all = [.. Enumerable.Range(0, keys).Select(number => (long)((ulong)number * 0x9E37_79B9_7F4A_7C15))];
        Dictionary<long, long> dictionary = all.ToDictionary(key => key, _ => 1L);
        await using StreamingContext context = new(interval);
        StateRecordsStream<long> input = new(context, Environment.ProcessorCount);
        input.MapWithState(StateSpec.Of<long>().InitialState(all.Select(key => (key, 1L))), (_, value, state) =>
        {
            long count = state.GetOption().GetValueOrDefault(0) + value.Value;
            state.Update(count);
            return count;
        }).Named("counts").ForeachRdd(async rdd => await rdd.CountAsync());
        EmbeddedStateView<long, long> view = context.State<long, long>("counts");
        BatchTimes times = new();
        context.AddStreamingListener(times);
        SplitMix random = new(1);
        input.Batch = [.. Enumerable.Range(0, recordsPerBatch).Select(_ => (all[random.Below(keys)], 1L))];
        await context.StartAsync(stop);
        await times.First.WaitAsync(stop);
        await Task.Delay(Warmup, TimeProvider.System, stop);
        StateQueryReport[] reports =
        [
            await MeasureAsync("no questions", null, all, times, stop),
            await MeasureAsync("dictionary", dictionary.TryGetValue, all, times, stop),
            await MeasureAsync("TryGet", view.TryGet, all, times, stop),
        ];
        await context.StopAsync(graceful: false, stop);
        return reports;
    }

    private async Task<StateQueryReport> MeasureAsync(string name, Lookup? lookup, long[] all, BatchTimes times, CancellationToken stop)
    {
        times.Take();
        if (lookup is null)
        {
            await Task.Delay(duration, TimeProvider.System, stop);
            return new StateQueryReport(name, 0, duration, 0, new LatencyRecorder(0), times.Take());
        }

        return await Task.Factory.StartNew(() => Ask(name, lookup, all, times, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private StateQueryReport Ask(string name, Lookup lookup, long[] all, BatchTimes times, CancellationToken stop)
    {
        SplitMix random = new(2);
        LatencyRecorder latencies = new(1 << 20);
        long asked = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            stop.ThrowIfCancellationRequested();
            for (int i = 0; i < Timed; i++)
            {
                long key = all[random.Below(keys)];
                long one = i == 0 ? Stopwatch.GetTimestamp() : 0;
                if (!lookup(key, out _))
                {
                    throw new InvalidOperationException($"The key {key} has no state, by {name}.");
                }

                if (i == 0)
                {
                    latencies.Add(Stopwatch.GetElapsedTime(one));
                }
            }

            asked += Timed;
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return new StateQueryReport(name, asked, elapsed, GC.GetAllocatedBytesForCurrentThread() - before, latencies, times.Take());
    }

    private sealed class BatchTimes : StreamingListener
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private LatencyRecorder _times = new(1024);

        /// <summary>Ends after the first batch, which gives all keys their state.</summary>
        public Task First => _first.Task;

        /// <summary>The times of the batches since the last call.</summary>
        public LatencyRecorder Take() => Interlocked.Exchange(ref _times, new LatencyRecorder(1024));

        public override void OnBatchCompleted(BatchInfo batch)
        {
            Volatile.Read(ref _times).Add(batch.ProcessingDelay!.Value);
            _first.TrySetResult();
        }
    }
}
