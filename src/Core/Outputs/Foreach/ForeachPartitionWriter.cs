namespace OrleansStream.Outputs;

/// <summary>Gives a partition's records to an action when it has them all.</summary>
internal sealed class ForeachPartitionWriter<T>(Action<IReadOnlyList<T>> action) : SinkWriter<T>
{
    private readonly List<T> _records = [];

    public override void Write(T record) => _records.Add(record);

    public override ReadOnlyMemory<byte> Complete()
    {
        action(_records);
        return default;
    }
}
