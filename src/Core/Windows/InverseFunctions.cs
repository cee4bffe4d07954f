namespace OrleansStream.Windows;

/// <summary>What a window with an inverse function goes by.</summary>
/// <param name="Reduce">Combines two values.</param>
/// <param name="Inverse">Takes what has left out of a value.</param>
/// <param name="Filter">Which keys stay, or null for all.</param>
internal sealed record InverseFunctions<TKey, TValue>(
    Func<TValue, TValue, TValue> Reduce, Func<TValue, TValue, TValue> Inverse, Func<(TKey Key, TValue Value), bool>? Filter);
