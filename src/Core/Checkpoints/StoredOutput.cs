namespace OrleansStream.Checkpoints;

/// <summary>Where a head finds what an output prepared, if that is too much to be written again with every head.</summary>
/// <param name="Time">The batch.</param>
/// <param name="Output">The output operation's name.</param>
/// <param name="Object">The object that holds it.</param>
internal sealed record StoredOutput(BatchTime Time, string Output, string Object);
