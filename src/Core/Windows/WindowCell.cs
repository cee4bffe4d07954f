namespace OrleansStream.Windows;

/// <summary>What a window's table has of a key.</summary>
internal struct WindowCell<TValue>
{
    /// <summary>What the key's values come to in the batches up to the turn, if it has any there.</summary>
    internal TValue Front;

    /// <summary>What the key's values come to in the batches after the turn.</summary>
    internal TValue Back;

    /// <summary>Whether there is a <see cref="Back"/>.</summary>
    internal bool HasBack;

    /// <summary>The key's number in the table.</summary>
    internal int Slot;
}
