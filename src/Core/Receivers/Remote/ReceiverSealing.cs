namespace OrleansStream.Receivers;

/// <summary>An order to fix what a batch holds. The same batch again gets the same answer, as long as the receiver lives.</summary>
/// <param name="Life">The life that it is meant for.</param>
/// <param name="Time">The batch.</param>
/// <param name="Over">The last batch that is over, and with it all before it, or null for none.</param>
/// <param name="Rate">How many records a second to bring in from now on, or null to leave that as it is.</param>
/// <param name="Logs">What is still needed of each log.</param>
internal sealed record ReceiverSealing(ReceiverLife Life, BatchTime Time, BatchTime? Over, double? Rate, IReadOnlyList<LogPosition> Logs);
