namespace OrleansStream.Stateful;

/// <summary>What a batch has left in a slot of a state table.</summary>
/// <typeparam name="TState">States.</typeparam>
internal struct SlotVersion<TState>
{
    /// <summary>See <see cref="SlotMark"/>; zero for an empty place.</summary>
    internal uint Mark;

    /// <summary>Where the layer of <see cref="Stamp"/> keeps what was there before; without meaning once that layer is promoted.</summary>
    internal int Undo;

    /// <summary>The time of the batch: the version differs from the one before it. <see cref="StateLayers{TState}.Never"/> if no batch has
    /// written the slot.</summary>
    internal long Stamp;

    /// <summary>The state; the default of its type in a tombstone.</summary>
    internal TState State;

    internal readonly bool IsLive => (Mark & SlotMark.Live) != 0;

    /// <summary>Negative if there is a state, or else not.</summary>
    internal readonly int LiveSign => (int)(Mark << 1);
}
