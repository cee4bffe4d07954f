namespace OrleansStream;

/// <summary>Something that a silo has logged about a job.</summary>
/// <param name="Time">When.</param>
/// <param name="Level">How important it is, as the number of the level.</param>
/// <param name="Category">Who has logged it.</param>
/// <param name="Message">What; cut off if it is very long.</param>
/// <param name="Exception">The exception that it is about, as text; null for none.</param>
/// <param name="Silo">The address of the silo.</param>
[GenerateSerializer]
[Alias("orleans-stream.logged-entry")]
[Immutable]
public sealed record LoggedEntry(
    [property: Id(0)] DateTimeOffset Time,
    [property: Id(1)] int Level,
    [property: Id(2)] string Category,
    [property: Id(3)] string Message,
    [property: Id(4)] string? Exception,
    [property: Id(5)] string Silo);
