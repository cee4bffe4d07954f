using OrleansStream.Checkpoints;

namespace OrleansStream.Batches;

/// <summary>Something that the coordinator wants done; the edge does it and reports a fact.</summary>
internal abstract record Decision
{
    /// <summary>Ask every source what the batch holds.</summary>
    internal sealed record SealBatch(BatchTime Time) : Decision;

    /// <summary>Plan the batch's jobs.</summary>
    internal sealed record PlanBatch(SealedBatch Seal, int Attempt) : Decision;

    /// <summary>Run the planned jobs.</summary>
    internal sealed record Run(BatchTime Time) : Decision;

    /// <summary>Swap the head.</summary>
    internal sealed record WriteHead(Head Head) : Decision;

    /// <summary>Publish what a committed batch has prepared.</summary>
    internal sealed record Publish(BatchTime Time, IReadOnlyList<PreparedOutput> Outputs) : Decision;

    /// <summary>Forget what batches that are not committed have changed: they will run again.</summary>
    internal sealed record Rewind : Decision;

    /// <summary>Report <see cref="Fact.RetryDue"/> after the configured delay.</summary>
    internal sealed record Wait(BatchTime Time) : Decision;

    /// <summary>The batch is over: tell listeners, and let go of what no stream remembers any longer.</summary>
    internal sealed record Release(BatchTime Time) : Decision;

    /// <summary>Tell whoever awaits the context; it goes on.</summary>
    internal sealed record Report(Exception Error) : Decision;

    /// <summary>Nothing more will be decided.</summary>
    /// <param name="Error">Why the job cannot go on, or null when all is done.</param>
    internal sealed record Finish(Exception? Error) : Decision;
}
