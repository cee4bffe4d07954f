namespace OrleansStream;

/// <summary>What a silo has logged about a job.</summary>
/// <param name="Entries">The entries, oldest first.</param>
/// <param name="Count">How many there have been, those before these included.</param>
[GenerateSerializer]
[Alias("orleans-stream.logged-page")]
[Immutable]
public sealed record LoggedPage([property: Id(0)] IReadOnlyList<LoggedEntry> Entries, [property: Id(1)] long Count);
