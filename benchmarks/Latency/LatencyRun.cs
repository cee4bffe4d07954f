namespace OrleansStream.Benchmarks;

/// <summary>A word-count-shaped job at a short batch interval on the system clock, each batch with the same number of records.</summary>
/// <param name="interval">The batch interval.</param>
/// <param name="recordsPerBatch">The records in each batch.</param>
/// <param name="duration">How long to measure.</param>
internal sealed class LatencyRun(TimeSpan interval, int recordsPerBatch, TimeSpan duration)
{
    private const int Keys = 100;

    /// <summary>Batches before the measured ones: the JIT compiles the job's chains during them.</summary>
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(3);

    /// <summary>Runs the job and gives the delays of its batches.</summary>
    /// <exception cref="InvalidOperationException">A batch counted wrong.</exception>
    public async Task<LatencyReport> RunAsync(CancellationToken stop)
    {
        int measured = (int)(duration / interval);
        int skipped = (int)(Warmup / interval);
        LatencyReport report = new(interval, recordsPerBatch, new LatencyRecorder(measured), new LatencyRecorder(measured));
        long wrong = 0;
        await using StreamingContext context = new(interval);
        new CountingStream(context, recordsPerBatch)
            .Map(number => (number % Keys, 1L))
            .ReduceByKey((a, b) => a + b)
            .ForeachRdd(async rdd =>
            {
                if ((await rdd.CollectAsync()).Sum(pair => pair.Value) != recordsPerBatch)
                {
                    Interlocked.Increment(ref wrong);
                }
            });
        Recorder recorder = new(report, skipped, measured);
        context.AddStreamingListener(recorder);
        await context.StartAsync(stop);
        await Task.WhenAny(recorder.Done, context.AwaitTerminationAsync(stop)).Unwrap();
        await context.StopAsync(graceful: false, stop);
        return wrong == 0 ? report : throw new InvalidOperationException($"{wrong} batches counted wrong.");
    }

    private sealed class Recorder(LatencyReport report, int skipped, int measured) : StreamingListener
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _seen;

        public Task Done => _done.Task;

        public override void OnBatchCompleted(BatchInfo batch)
        {
            if (_seen++ < skipped || _seen > skipped + measured)
            {
                return;
            }

            DateTimeOffset due = batch.BatchTime.ToDateTimeOffset();
            report.SchedulingDelay.Add(batch.ProcessingStartTime!.Value - due);
            report.TotalDelay.Add(batch.ProcessingEndTime!.Value - due);
            if (_seen == skipped + measured)
            {
                _done.TrySetResult();
            }
        }
    }

    private sealed class CountingStream(StreamingContext context, int count) : InputDStream<int>(context, "Counting")
    {
        private readonly ReadOnlyMemory<int>[] _halves =
        [
            Enumerable.Range(0, count / 2).ToArray(),
            Enumerable.Range(count / 2, count - (count / 2)).ToArray(),
        ];

        protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken) =>
            ValueTask.FromResult<SourceSeal?>(Seal(count, "", ReadOnlyMemory<byte>.Empty));

        protected override Rdd<int> Read(SealedInput<int> batch) => batch.FromPartitions(_halves);
    }
}
