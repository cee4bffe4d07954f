using System.Diagnostics.Metrics;
using System.Threading.Channels;
using OrleansStream.Checkpoints;

namespace OrleansStream.Benchmarks;

/// <summary>Runs the job on the system clock and says what its commits write and how long they take.</summary>
/// <param name="checkpoint">The directory of the checkpoint.</param>
/// <param name="keys">The keys that have a state.</param>
/// <param name="records">The records of each batch.</param>
internal sealed class StateCommits(string checkpoint, long[] keys, int records)
{
    public async Task RunAsync(int commits, TextWriter output, CancellationToken stop)
    {
        Channel<double> heads = Channel.CreateUnbounded<double>();
        using MeterListener listener = Listen(heads.Writer);
        MeasuredStore store = new(new DirectoryCheckpointStore(checkpoint));
        SplitMix random = new(1);
        (long Key, long Value)[] batch = [.. Enumerable.Range(0, records).Select(_ => (keys[random.Below(keys.Length)], 1L))];
        int distinct = batch.Select(record => record.Key).Distinct().Count();
        await using StreamingContext ssc = CountingJob.Define(store, batch, keys.Select(key => (key, 1L)));
        output.WriteLine(FormattableString.Invariant($"  {keys.Length:N0} keys, {records:N0} records a batch change {distinct:N0} of them"));
        output.WriteLine("                  takes    in the store      bytes    by hand: write + force     times by hand");
        await ssc.StartAsync(stop);
        for (int commit = 0; commit <= commits;)
        {
            double took = await heads.Reader.ReadAsync(stop);
            (long bytes, TimeSpan stored) = store.Take();
            if (bytes > 0)
            {
                // Else it only seals a batch.
                Print(commit++, took, bytes, stored, output);
            }
        }

        await ssc.StopAsync(graceful: true, stop);
    }

    private void Print(int commit, double took, long bytes, TimeSpan stored, TextWriter output)
    {
        (TimeSpan write, TimeSpan force) = PlainFile.Measure(Path.GetDirectoryName(checkpoint)!, bytes);
        double byHand = (write + force).TotalMilliseconds;
        string name = commit == 0 ? "first, all keys" : FormattableString.Invariant($"commit {commit}");
        output.WriteLine(FormattableString.Invariant(
            $"  {name,-15} {took,5:N0} ms {stored.TotalMilliseconds,9:N0} ms {bytes / 1e6,9:N1} MB {write.TotalMilliseconds,11:N1} + {force.TotalMilliseconds:N1} ms {took / byHand,15:N1}"));
    }

    private static MeterListener Listen(ChannelWriter<double> heads)
    {
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "orleans-stream-commit-time")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, took, _, _) => heads.TryWrite(took));
        listener.Start();
        return listener;
    }
}
