namespace OrleansStream.Stateful;

/// <summary>What a slot was before a batch wrote it for the first time.</summary>
/// <typeparam name="TState">States.</typeparam>
internal struct UndoRecord<TState>
{
    internal SlotVersion<TState> Before;

    /// <summary>The slot's place in its table, kept up when the table grows.</summary>
    internal int Slot;

    /// <summary>The slot's table.</summary>
    internal int Table;
}
