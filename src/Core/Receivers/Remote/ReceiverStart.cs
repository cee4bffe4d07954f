namespace OrleansStream.Receivers;

/// <summary>An order to start a receiver, or to start it again. The same life again changes nothing.</summary>
/// <param name="Life">The life that begins.</param>
/// <param name="Logs">The logs that batches have blocks of, oldest first; the last one is gone on with. None before the first batch.</param>
internal sealed record ReceiverStart(ReceiverLife Life, IReadOnlyList<LogPosition> Logs);
