using System.Collections.Concurrent;

namespace OrleansStream.Core.Tests.Streams;

/// <summary>Writes down every event, batch times in seconds after the clock's start.</summary>
internal sealed class RecordingListener : StreamingListener
{
    private readonly ConcurrentQueue<string> _events = new();

    internal IReadOnlyList<string> Events => [.. _events];

    internal ConcurrentQueue<BatchInfo> Completed { get; } = new();

    /// <summary>Runs in every callback.</summary>
    internal Action<string>? OnEvent { get; init; }

    public override void OnStreamingStarted(DateTimeOffset time) => Record(FormattableString.Invariant($"streaming started {time:O}"));

    public override void OnBatchSubmitted(BatchInfo batch) => Record($"{At(batch.BatchTime)} submitted");

    public override void OnBatchStarted(BatchInfo batch) => Record($"{At(batch.BatchTime)} started attempt {batch.Attempt}");

    public override void OnBatchCompleted(BatchInfo batch)
    {
        Completed.Enqueue(batch);
        Record($"{At(batch.BatchTime)} completed");
    }

    public override void OnOutputOperationStarted(OutputOperationInfo operation) => Record($"{At(operation.BatchTime)} {operation.Id} {operation.Name} started");

    public override void OnOutputOperationCompleted(OutputOperationInfo operation) =>
        Record($"{At(operation.BatchTime)} {operation.Id} {operation.Name} {(operation.Failure is null ? "completed" : "failed")}");

    private static long At(BatchTime time) => (long)(time.ToDateTimeOffset() - OrleansStream.Testing.VirtualTime.DefaultStart).TotalSeconds;

    private void Record(string what)
    {
        _events.Enqueue(what);
        OnEvent?.Invoke(what);
    }
}
