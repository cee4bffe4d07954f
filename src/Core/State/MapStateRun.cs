namespace OrleansStream.Stateful;

/// <summary>What a run of <c>MapWithState</c> over a batch goes by.</summary>
/// <param name="Time">The batch time.</param>
/// <param name="IsTimed">Whether keys time out, so that every use of one is noted.</param>
/// <param name="IdleBefore">Keys that were used last before this, in milliseconds, are dropped; null for none in this batch.</param>
internal sealed record MapStateRun(BatchTime Time, bool IsTimed, long? IdleBefore);
