namespace OrleansStream;

/// <summary>How the output of a stream is spread over files and directories.</summary>
public sealed record FileOutputOptions
{
    /// <summary>How many files a batch has at most.</summary>
    /// <value>The default, null, is one for each partition. At least 1.</value>
    /// <remarks>Neighbouring partitions are computed by one task, with all that leads to them since the last shuffle; nothing is moved. Records stay in order.</remarks>
    public int? MaxFiles { get; init; }

    /// <summary>How much time one directory covers: the batches of that time are gathered, and appear together in files that are joined, partition by partition, when the last
    /// of them is committed.</summary>
    /// <value>The default, null, is a directory for each batch. Whole milliseconds, at least the stream's slide duration; the format must be one whose files can be joined
    /// (<see cref="FileOutputFormat{T}.IsConcatenable"/>).</value>
    /// <remarks>Spans are counted from 1970, and a directory is named after the end of its own. What is gathered when the job stops appears when it goes on.</remarks>
    public TimeSpan? RollInterval { get; init; }

    /// <exception cref="ArgumentException">A value breaks its rule.</exception>
    internal void Validate(TimeSpan slide, bool isConcatenable)
    {
        Check(MaxFiles is null or >= 1, nameof(MaxFiles), MaxFiles, "must be at least 1");
        Check(
            RollInterval is not { } roll || (roll >= slide && roll.Ticks % TimeSpan.TicksPerMillisecond == 0),
            nameof(RollInterval),
            RollInterval,
            FormattableString.Invariant($"must be whole milliseconds and not shorter than the slide duration, {slide}"));
        Check(RollInterval is null || isConcatenable, nameof(RollInterval), RollInterval, "must be null for a format whose files cannot be joined");
    }

    private static void Check(bool holds, string name, object? value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{nameof(FileOutputOptions)}.{name} is {value}; it {rule}."), name);
        }
    }
}
