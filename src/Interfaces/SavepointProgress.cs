namespace OrleansStream;

/// <summary>How the writing of a savepoint stands.</summary>
/// <param name="Batch">The last batch in it, in milliseconds since the epoch, once it is written; null until then.</param>
/// <param name="Error">Why it cannot be written, or null.</param>
/// <param name="IsHere">Whether it is being written here; if not, the job is on its way to where it can be.</param>
[GenerateSerializer]
[Alias("orleans-stream.savepoint-progress")]
[Immutable]
public sealed record SavepointProgress([property: Id(0)] long? Batch, [property: Id(1)] string? Error, [property: Id(2)] bool IsHere = true);
