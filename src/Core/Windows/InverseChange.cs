namespace OrleansStream.Windows;

/// <summary>How a window differs from those before it.</summary>
/// <param name="Previous">The end of the window before.</param>
/// <param name="Left">What the batches come to by key that are in the window before and not in this one; null for none.</param>
/// <param name="Entered">What the batches come to by key that are in this window and not in the one before; null for none.</param>
/// <param name="Whole">What all of the window's batches come to by key, for a window that does not follow the one before; null for none.</param>
internal sealed record InverseChange<TKey, TValue>(
    BatchTime Previous, Rdd<(TKey Key, TValue Value)>? Left, Rdd<(TKey Key, TValue Value)>? Entered, Rdd<(TKey Key, TValue Value)>? Whole);
