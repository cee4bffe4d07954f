namespace OrleansStream.Stateful;

/// <summary>A place of a state table: a key, its newest state, and the way to older ones.</summary>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TState">States.</typeparam>
internal struct StateSlot<TStored, TState>
{
    /// <summary>See <see cref="SlotMark"/>; zero for an empty place.</summary>
    internal uint Mark;

    /// <summary>Where the layer of <see cref="Stamp"/> keeps what was here before; without meaning once that layer is promoted.</summary>
    internal int Undo;

    /// <summary>The time of the last batch that wrote the slot: the newest version that differs from the one before it.</summary>
    internal long Stamp;

    /// <summary>The newest state; the default of its type in a tombstone.</summary>
    internal TState State;

    internal TStored Key;

    internal readonly bool IsLive => (Mark & SlotMark.Live) != 0;
}
