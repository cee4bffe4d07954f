namespace OrleansStream.Stateful;

/// <summary>What a slot was before a batch wrote it for the first time.</summary>
/// <typeparam name="TState">States.</typeparam>
internal struct UndoRecord<TState>
{
    internal TState State;

    /// <summary>The batch that had written the slot before; <see cref="StateLayers{TState}.Never"/> if the slot was new.</summary>
    internal long Stamp;

    /// <summary>Where the layer of <see cref="Stamp"/> keeps what was there before that.</summary>
    internal int Undo;

    /// <summary>The slot's place in its table, kept up when the table grows.</summary>
    internal int Slot;

    /// <summary>The slot's table.</summary>
    internal int Table;

    /// <summary>Whether the key had a state.</summary>
    internal bool WasLive;
}
