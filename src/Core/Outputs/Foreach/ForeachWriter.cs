namespace OrleansStream.Outputs;

/// <summary>Gives each record to an action as it comes.</summary>
internal sealed class ForeachWriter<T>(Action<T> action) : SinkWriter<T>
{
    public override void Write(T record) => action(record);

    public override ReadOnlyMemory<byte> Complete() => default;
}
