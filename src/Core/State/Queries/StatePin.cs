namespace OrleansStream.Stateful;

/// <summary>Keeps the version of a batch in memory for somebody who reads it, for a limited time.</summary>
/// <param name="batch">The batch.</param>
/// <param name="clock">Where time comes from.</param>
/// <param name="limit">How long it holds.</param>
internal sealed class StatePin(BatchTime batch, TimeProvider clock, TimeSpan limit)
{
    private readonly long _start = clock.GetTimestamp();

    internal BatchTime Batch => batch;

    internal TimeSpan Limit => limit;

    internal bool HasExpired => clock.GetElapsedTime(_start) > limit;
}
