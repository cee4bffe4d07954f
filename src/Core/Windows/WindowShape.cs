using OrleansStream.Streams;

namespace OrleansStream.Windows;

/// <summary>How long a window is and how often there is one, over a stream that gives a dataset every <paramref name="Step"/>.</summary>
/// <param name="Step">The slide duration of the stream below.</param>
/// <param name="Length">A multiple of it.</param>
/// <param name="Slide">A multiple of it; shorter than the window, equal to it or longer.</param>
internal sealed record WindowShape(TimeSpan Step, TimeSpan Length, TimeSpan Slide)
{
    /// <summary>The window that the user asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not a multiple of the stream's slide duration.</exception>
    internal static WindowShape Over(DStream parent, TimeSpan windowDuration, TimeSpan? slideDuration)
    {
        TimeSpan step = parent.SlideDuration;
        return new WindowShape(
            step,
            Checked(parent, windowDuration, nameof(windowDuration)),
            slideDuration is { } slide ? Checked(parent, slide, nameof(slideDuration)) : step);
    }

    /// <summary>The batch times in the window that ends at a time, that time included, oldest first.</summary>
    internal IEnumerable<BatchTime> Times(BatchTime end)
    {
        for (BatchTime time = end - Length + Step; time <= end; time += Step)
        {
            yield return time;
        }
    }

    /// <summary>The last time before the end of a window that is zero time plus a multiple of the window's length: where windows turn from combining
    /// towards the past to combining towards the future. It follows from the end alone, so that a window is combined in the same steps whether it
    /// is reached from the one before or made anew; values that add up only roughly, as floating-point numbers do, come out the same too.</summary>
    internal BatchTime TurnBefore(BatchTime end, BatchTime zero) => (end - Step).Floor(Length, zero);

    /// <summary>The datasets in the window of a plan, oldest first. Times before the first batch and those without a dataset are left out.</summary>
    internal ValueTask<List<WindowPart<T>>> PartsAsync<T>(BatchPlan plan, DStream<T> parent) => PartsAsync(plan, parent, plan.Time);

    /// <summary>The datasets in the window that ends at a time, taken into a plan.</summary>
    internal async ValueTask<List<WindowPart<T>>> PartsAsync<T>(BatchPlan plan, DStream<T> parent, BatchTime end)
    {
        var parts = new List<WindowPart<T>>();
        foreach (BatchTime time in Times(end))
        {
            if (await plan.PreviousAsync(parent, time).ConfigureAwait(false) is { } dataset)
            {
                parts.Add(new WindowPart<T>(time, dataset));
            }
        }

        return parts;
    }

    private static TimeSpan Checked(DStream parent, TimeSpan duration, string argument) =>
        duration > TimeSpan.Zero && duration.Ticks % parent.SlideDuration.Ticks == 0
            ? duration
            : throw new ArgumentOutOfRangeException(
                argument, duration, $"{argument} must be a multiple of {parent.SlideDuration}, the slide duration of {parent.Name}.");
}
