namespace OrleansStream.S3;

/// <summary>How patiently a service is waited for.</summary>
/// <remarks>Immutable. Two are equal if all their values are; clocks are compared by reference. Any number of threads and stores may share one.</remarks>
public sealed record S3Options
{
    /// <summary>How long an answer, with all tries of the client, or the next piece of an object that is sent or received, may take: a minute by default.</summary>
    /// <remarks>The client's own <c>Timeout</c> need not be set: it would be a limit on the whole of a large object.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or longer than a day.</exception>
    public TimeSpan AnswerTimeout { get; init => field = Checked(value, nameof(AnswerTimeout)); } = TimeSpan.FromMinutes(1);

    /// <summary>How long the service may take to copy an object within itself: ten minutes by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or longer than a day.</exception>
    public TimeSpan CopyTimeout { get; init => field = Checked(value, nameof(CopyTimeout)); } = TimeSpan.FromMinutes(10);

    /// <summary>How often a call is made at most that is not answered in time: 3 times by default. Other failures are the client's to try again.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 1 and 1000.</exception>
    public int MaxAttempts
    {
        get;
        init => field = value is >= 1 and <= 1000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(MaxAttempts)} must be between 1 and 1000.");
    }
    = 3;

    /// <summary>The clock of pauses and time limits; the system's by default.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public TimeProvider TimeProvider { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = TimeProvider.System;

    private static TimeSpan Checked(TimeSpan value, string name) => value > TimeSpan.Zero && value <= TimeSpan.FromDays(1)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{name} must be positive, and at most a day.");
}
