using OrleansStream.Streams;

namespace OrleansStream;

/// <summary>What <c>MapWithState</c> gives: for each batch the elements that its function gave in this batch.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TState">The states' type.</typeparam>
/// <typeparam name="TOut">The elements' type.</typeparam>
/// <remarks>Every batch has a dataset, an empty one if there was no record. Elements lie in the order of the records of their partition; those of
/// keys that time out come after them.</remarks>
public abstract class MapWithStateDStream<TKey, TState, TOut> : DStream<TOut>
{
    private protected MapWithStateDStream(StreamingContext context)
        : base(context, "MapWithState")
    {
    }

    internal override bool IsStateful => true;

    /// <summary>Gives the operator a name of its own, for errors, metrics and state.</summary>
    /// <param name="name">Unique within the context.</param>
    /// <returns>This stream.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or taken.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public new MapWithStateDStream<TKey, TState, TOut> Named(string name)
    {
        base.Named(name);
        return this;
    }

    /// <summary>All keys with their states as each batch has left them.</summary>
    /// <returns>A stream of the whole state, not of the changes: its cost grows with the number of keys. The order of pairs is not fixed. It is
    /// partitioned as the state is.</returns>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>States that could change are copied for each reader.</remarks>
    public DStream<(TKey Key, TState Value)> StateSnapshots() => Snapshots ??= new StateSnapshotsDStream<TKey, TState, TOut>(this);

    /// <summary>The stream of snapshots, if somebody has asked for it.</summary>
    private protected StateSnapshotsDStream<TKey, TState, TOut>? Snapshots { get; private set; }
}
