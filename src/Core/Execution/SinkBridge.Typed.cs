namespace OrleansStream.Execution;

/// <summary>The near side of the cut: pushes into the sink behind it.</summary>
internal sealed class SinkBridge<T, TSink>(TSink sink) : SinkBridge<T>
    where TSink : struct, IRecordSink<T>
{
    internal TSink Sink = sink;

    internal override void Push(T record) => Sink.Push(record);
}
