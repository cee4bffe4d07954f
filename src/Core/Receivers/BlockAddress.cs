namespace OrleansStream.Receivers;

/// <summary>Names a block of a receiver.</summary>
/// <param name="Incarnation">The log that it is in.</param>
/// <param name="Number">Its number there.</param>
internal readonly record struct BlockAddress(long Incarnation, long Number);
