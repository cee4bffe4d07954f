using OrleansStream.Checkpoints;

namespace OrleansStream.Batches;

/// <summary>Something that has happened and that the coordinator must take note of.</summary>
internal abstract record Fact
{
    /// <summary>A batch time has come, and all before it.</summary>
    internal sealed record Ticked(BatchTime Time) : Fact;

    /// <summary>Every source has said what the batch holds.</summary>
    internal sealed record Sealed(SealedBatch Seal) : Fact;

    /// <summary>A source could not say what the batch holds, and is to be asked again.</summary>
    internal sealed record SealFailed(BatchTime Time, Exception Error) : Fact;

    /// <summary>The batch's jobs are planned; none means that no output has a dataset.</summary>
    internal sealed record Planned(BatchTime Time, int Jobs) : Fact;

    /// <summary>The batch's jobs have run, or planning has failed.</summary>
    /// <param name="Time">The batch.</param>
    /// <param name="Prepared">What the jobs that succeeded want published.</param>
    /// <param name="Error">The first failure, or null.</param>
    /// <param name="StateIsLost">Whether a partition host has lost changes that the batch builds on: no batch that is not committed counts.</param>
    internal sealed record Ended(BatchTime Time, IReadOnlyList<PreparedOutput> Prepared, Exception? Error, bool StateIsLost = false) : Fact;

    /// <summary>The wait before a repetition is over.</summary>
    internal sealed record RetryDue(BatchTime Time) : Fact;

    /// <summary>The head that was to be written is durable.</summary>
    internal sealed record HeadWritten(Head Head) : Fact;

    /// <summary>The head was given up, since what it was to name could not be stored by all partition hosts: no batch that is not committed counts.</summary>
    /// <param name="Head">The head there is in its place.</param>
    /// <param name="Error">What happened.</param>
    internal sealed record HeadGivenUp(Head Head, Exception Error) : Fact;

    /// <summary>The head cannot be written any more: fenced off, or the store failed for good.</summary>
    internal sealed record HeadLost(Exception Error) : Fact;

    /// <summary>A committed batch's outputs are published, or could not be.</summary>
    internal sealed record Published(BatchTime Time, Exception? Error) : Fact;

    /// <summary>No tick will follow: finish what there is, then stop.</summary>
    internal sealed record Draining : Fact;
}
