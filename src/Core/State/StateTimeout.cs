namespace OrleansStream.Stateful;

/// <summary>When idle keys are dropped.</summary>
/// <param name="Duration">How long a key may be idle.</param>
/// <param name="EveryBatches">In which batches idle keys are looked for.</param>
internal sealed record StateTimeout(TimeSpan Duration, int EveryBatches)
{
    /// <exception cref="ArgumentOutOfRangeException">A value breaks its rule.</exception>
    internal static StateTimeout Check(TimeSpan duration, int everyBatches)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everyBatches, 1);
        return duration >= TimeSpan.FromMilliseconds(1) && duration.Ticks % TimeSpan.TicksPerMillisecond == 0
            ? new StateTimeout(duration, everyBatches)
            : throw new ArgumentOutOfRangeException(nameof(duration), duration, "A timeout is at least one millisecond and a whole number of them.");
    }

    /// <summary>The time before which a key must have been used last to be dropped now, or null if now idle keys are not looked for.</summary>
    /// <param name="time">The batch time.</param>
    /// <param name="zero">One interval before the first batch.</param>
    /// <param name="slide">The distance of batches.</param>
    internal long? ThresholdOf(BatchTime time, BatchTime zero, TimeSpan slide) =>
        time.IsMultipleOf(slide * EveryBatches, zero) ? (time - Duration).Milliseconds : null;
}
