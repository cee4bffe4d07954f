namespace OrleansStream.Execution;

/// <summary>The far side of the cut: a link whose type does not name what follows.</summary>
internal readonly struct BridgeLink<T>(SinkBridge<T> bridge) : IRecordSink<T>
{
    public void Push(T record) => bridge.Push(record);
}
