namespace OrleansStream.Outputs;

/// <summary>Gives a partition's records, when it has them all, to a function that is awaited off the engine's threads.</summary>
internal sealed class ForeachAsyncWriter<T>(Func<IReadOnlyList<T>, CancellationToken, Task> function) : SinkWriter<T>
{
    private readonly List<T> _records = [];

    public override void Write(T record) => _records.Add(record);

    public override ReadOnlyMemory<byte> Complete() => default;

    // On the thread pool from its first line on: what the user's code does before it awaits may take long as well.
    public override ValueTask SettleAsync(CancellationToken cancellationToken) =>
        new(Task.Run(() => function(_records, cancellationToken), cancellationToken));
}
