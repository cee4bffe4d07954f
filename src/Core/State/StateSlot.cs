namespace OrleansStream.Stateful;

/// <summary>A place of a state table: a key with its newest state, and the way to older ones.</summary>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TState">States.</typeparam>
internal struct StateSlot<TStored, TState>
{
    /// <summary>What the newest batch to write the slot has left; all zero in an empty place.</summary>
    internal SlotVersion<TState> Newest;

    internal TStored Key;

    internal readonly bool IsEmpty => Newest.Mark == 0;

    internal readonly bool IsLive => Newest.IsLive;
}
