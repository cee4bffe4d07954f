using OrleansStream.Execution;

namespace OrleansStream;

/// <summary>The dataset of one stream for one batch.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks><inheritdoc cref="Rdd" path="/remarks/node()"/></remarks>
public abstract partial class Rdd<T> : Rdd
{
    private protected Rdd(BatchScope scope, int partitionCount, OperatorInfo info)
        : base(scope, partitionCount, info)
    {
    }

    /// <summary>Pushes every record of a partition into a sink, in order.</summary>
    /// <remarks>
    /// The generic virtual method is resolved once per task; inside, the chain is one specialised type. Implementations wrap
    /// the sink in their own link, call <see cref="Feed"/> of the parent, and copy the sink back, since links are values.
    /// </remarks>
    internal abstract void Run<TSink>(int partition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>;

    /// <summary>What consumers call: the records that were persisted, or those that <see cref="FeedComputed"/> makes.</summary>
    internal void Feed<TSink>(int partition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>
    {
        if (Volatile.Read(ref _persisted) is { } persisted)
        {
            persisted.Feed(partition, ref sink, task);
        }
        else
        {
            FeedComputed(partition, ref sink, task);
        }
    }

    /// <summary>Feeds a sink that is to be looked at between chunks: where the end of a chain may make room.</summary>
    internal void FeedAndLook<TSink>(int partition, ref TSink sink, TaskScope task, Action look)
        where TSink : struct, IRecordSink<T>
    {
        Action? outer = task.AfterChunk;
        task.AfterChunk = look;
        Feed(partition, ref sink, task);
        task.AfterChunk = outer;
    }

    /// <summary><see cref="Run"/>, with a virtual cut where the chain has become too long for one type.</summary>
    internal void FeedComputed<TSink>(int partition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>
    {
        if (ChainDepth == 0 || ChainDepth % SinkBridge<T>.MaxFusedOperators != 0)
        {
            Run(partition, ref sink, task);
            return;
        }

        var bridge = new SinkBridge<T, TSink>(sink);
        var link = new BridgeLink<T>(bridge);
        Run(partition, ref link, task);
        sink = bridge.Sink;
    }
}
