namespace OrleansStream.Execution;

/// <summary>A virtual call in the middle of a chain: it keeps the type of a very long chain from growing without bound,
/// because the JIT's time grows with the depth of nested structs.</summary>
internal abstract class SinkBridge<T>
{
    /// <summary>How many operators are fused into one type before the chain is cut.</summary>
    internal const int MaxFusedOperators = 16;

    internal abstract void Push(T record);
}

/// <summary>The near side of the cut: pushes into the sink behind it.</summary>
internal sealed class SinkBridge<T, TSink>(TSink sink) : SinkBridge<T>
    where TSink : struct, IRecordSink<T>
{
    internal TSink Sink = sink;

    internal override void Push(T record) => Sink.Push(record);
}

/// <summary>The far side of the cut: a link whose type does not name what follows.</summary>
internal readonly struct BridgeLink<T>(SinkBridge<T> bridge) : IRecordSink<T>
{
    public void Push(T record) => bridge.Push(record);
}
