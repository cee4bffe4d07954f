namespace OrleansStream.Receivers;

/// <summary>What a batch was given of a receiver's blocks.</summary>
/// <param name="Range">Which blocks.</param>
/// <param name="Records">How many records they hold, as far as known.</param>
/// <param name="Bytes">How many bytes they hold, about.</param>
internal readonly record struct Allotment(BlockRange Range, long Records, long Bytes);
