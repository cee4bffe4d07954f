using System.Globalization;

namespace OrleansStream;

/// <summary>The time of a batch: a moment in UTC with millisecond precision.</summary>
/// <param name="Milliseconds">Milliseconds since 1970-01-01T00:00:00Z.</param>
/// <remarks>
/// The batch of time t holds what arrived in (t - interval, t]. Batch times are multiples of the batch interval since the
/// epoch, whatever the moment of the start.
/// </remarks>
public readonly record struct BatchTime(long Milliseconds) : IComparable<BatchTime>
{
    /// <summary>The batch time of a moment, cut to whole milliseconds.</summary>
    /// <param name="moment">The moment.</param>
    public static BatchTime From(DateTimeOffset moment) => new(moment.ToUnixTimeMilliseconds());

    /// <summary>The moment as a <see cref="DateTimeOffset"/> in UTC.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is outside the years 1 to 9999.</exception>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);

    /// <summary>The latest time at or before this one that is <paramref name="zero"/> plus a multiple of <paramref name="interval"/>.</summary>
    /// <param name="interval">A positive duration of whole milliseconds.</param>
    /// <param name="zero">Where multiples count from; the epoch by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is shorter than one millisecond.</exception>
    public BatchTime Floor(TimeSpan interval, BatchTime zero = default)
    {
        long step = StepOf(interval);
        long offset = Milliseconds - zero.Milliseconds;
        long remainder = offset % step;
        return new BatchTime(Milliseconds - (remainder < 0 ? remainder + step : remainder));
    }

    /// <summary>Whether the distance from <paramref name="zero"/> is a multiple of <paramref name="interval"/>.</summary>
    /// <param name="interval">A positive duration of whole milliseconds.</param>
    /// <param name="zero">Where multiples count from; the epoch by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is shorter than one millisecond.</exception>
    public bool IsMultipleOf(TimeSpan interval, BatchTime zero = default) =>
        (Milliseconds - zero.Milliseconds) % StepOf(interval) == 0;

    /// <inheritdoc/>
    public int CompareTo(BatchTime other) => Milliseconds.CompareTo(other.Milliseconds);

    /// <summary>The time in milliseconds, as Spark prints it: <c>1357008430000 ms</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds} ms");

    /// <summary>The time later by a duration, cut to whole milliseconds.</summary>
    public static BatchTime operator +(BatchTime time, TimeSpan duration) =>
        new(checked(time.Milliseconds + (duration.Ticks / TimeSpan.TicksPerMillisecond)));

    /// <summary>The time earlier by a duration, cut to whole milliseconds.</summary>
    public static BatchTime operator -(BatchTime time, TimeSpan duration) =>
        new(checked(time.Milliseconds - (duration.Ticks / TimeSpan.TicksPerMillisecond)));

    /// <summary>The duration between two times.</summary>
    public static TimeSpan operator -(BatchTime left, BatchTime right) =>
        TimeSpan.FromMilliseconds(checked(left.Milliseconds - right.Milliseconds));

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(BatchTime left, BatchTime right) => left.Milliseconds < right.Milliseconds;

    /// <summary>Whether <paramref name="left"/> is earlier or the same.</summary>
    public static bool operator <=(BatchTime left, BatchTime right) => left.Milliseconds <= right.Milliseconds;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(BatchTime left, BatchTime right) => left.Milliseconds > right.Milliseconds;

    /// <summary>Whether <paramref name="left"/> is later or the same.</summary>
    public static bool operator >=(BatchTime left, BatchTime right) => left.Milliseconds >= right.Milliseconds;

    private static long StepOf(TimeSpan interval)
    {
        long step = interval.Ticks / TimeSpan.TicksPerMillisecond;
        return step > 0 ? step : throw new ArgumentOutOfRangeException(nameof(interval), interval, "The interval must be at least one millisecond.");
    }
}
