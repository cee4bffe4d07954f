namespace OrleansStream.Windows;

/// <summary>What a window has of one batch.</summary>
/// <param name="Time">The batch.</param>
/// <param name="Dataset">Its dataset, taken into the window's batch.</param>
internal readonly record struct WindowPart<T>(BatchTime Time, Rdd<T> Dataset);
