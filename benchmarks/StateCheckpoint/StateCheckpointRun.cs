using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using OrleansStream.Checkpoints;

namespace OrleansStream.Benchmarks;

/// <summary>A job that counts by key on the system clock with a checkpoint in a directory, and its lives after that.</summary>
/// <param name="directory">Where a directory for the checkpoint is made.</param>
/// <param name="keys">The keys that have a state.</param>
/// <param name="records">The records of each batch.</param>
/// <param name="batches">How many batches are committed.</param>
/// <param name="recoveries">How often the job is started again.</param>
internal sealed class StateCheckpointRun(string directory, int keys, int records, int batches, int recoveries)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly long[] _keys = [.. Enumerable.Range(0, keys).Select(number => (long)((ulong)number * 0x9E37_79B9_7F4A_7C15))];

    public async Task RunAsync(TextWriter output, CancellationToken stop)
    {
        string checkpoint = Path.Join(directory, $"state-checkpoint-{Guid.NewGuid():n}");
        try
        {
            await CommitAsync(checkpoint, output, stop);
            for (int life = 0; life < recoveries; life++)
            {
                await using StreamingContext ssc = Define(new DirectoryCheckpointStore(checkpoint), [], initial: []);
                long start = Stopwatch.GetTimestamp();
                await ssc.StartAsync(stop);
                TimeSpan took = Stopwatch.GetElapsedTime(start);
                long found = ssc.State<long, long>("counts").Size.Keys;
                output.WriteLine(FormattableString.Invariant($"  recovery of {found:N0} keys: {took.TotalMilliseconds:N0} ms"));
                await ssc.StopAsync(graceful: true, stop);
            }
        }
        finally
        {
            if (Directory.Exists(checkpoint))
            {
                Directory.Delete(checkpoint, recursive: true);
            }
        }
    }

    private async Task CommitAsync(string checkpoint, TextWriter output, CancellationToken stop)
    {
        Channel<double> commits = Channel.CreateUnbounded<double>();
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "orleans-stream-commit-time")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, took, _, _) => commits.Writer.TryWrite(took));
        listener.Start();
        MeasuredStore store = new(new DirectoryCheckpointStore(checkpoint));
        SplitMix random = new(1);
        (long Key, long Value)[] batch = [.. Enumerable.Range(0, records).Select(_ => (_keys[random.Below(keys)], 1L))];
        await using StreamingContext ssc = Define(store, batch, _keys.Select(key => (key, 1L)));
        await ssc.StartAsync(stop);
        int distinct = batch.Select(record => record.Key).Distinct().Count();
        output.WriteLine(FormattableString.Invariant($"  {keys:N0} keys, {records:N0} records a batch change {distinct:N0} of them"));
        for (int i = 0; i < batches; i++)
        {
            double took = await commits.Reader.ReadAsync(stop);
            output.WriteLine(FormattableString.Invariant($"  commit {i + 1}: {took,6:N0} ms beside the next batch, {store.TakeWritten() / 1e6,6:N1} MB"));
        }

        await ssc.StopAsync(graceful: true, stop);
    }

    private static StreamingContext Define(ICheckpointStore store, (long Key, long Value)[] batch, IEnumerable<(long Key, long State)> initial)
    {
        StreamingContext ssc = new(Interval, new StreamingContextOptions { CheckpointStore = store });
        StateRecordsStream<long> input = new(ssc, Environment.ProcessorCount) { Batch = batch };
        input.MapWithState(StateSpec.Of<long>().InitialState(initial), (_, value, state) =>
        {
            long count = state.GetOption().GetValueOrDefault(0) + value.Value;
            state.Update(count);
            return count;
        }).Named("counts").ForeachRdd(async rdd => await rdd.CountAsync());
        return ssc;
    }
}
