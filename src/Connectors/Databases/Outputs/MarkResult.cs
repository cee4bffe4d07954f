namespace OrleansStream.Databases;

/// <summary>What came of marking a partition.</summary>
/// <param name="Outcome">That.</param>
/// <param name="Latest">The batch time that the database holds as the one that is being written, or the lowest number there is if it holds none.</param>
internal readonly record struct MarkResult(MarkOutcome Outcome, long Latest);
