namespace OrleansStream;

/// <summary>What is to be another in the next version of a job. What is null stays as it is; so do its name, its batch interval, its state and its place
/// in its input.</summary>
public sealed record JobUpgrade
{
    /// <summary>Its code.</summary>
    public JobPackage? Package { get; init; }

    /// <summary>Its class: the full name, or the last part of it if that is enough to tell it.</summary>
    public string? JobClass { get; init; }

    /// <summary>All of its arguments.</summary>
    public IReadOnlyDictionary<string, string>? Arguments { get; init; }

    /// <summary>How many partitions it is spread over, and how many a shuffle has that was not told; at least 1.</summary>
    public int? Partitions { get; init; }
}
