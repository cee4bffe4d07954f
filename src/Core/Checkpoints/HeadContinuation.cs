using OrleansStream.Batches;
using OrleansStream.Sources;
using OrleansStream.Streams;

namespace OrleansStream.Checkpoints;

/// <summary>Fits the head that an earlier life of a job has left to the job as it is now.</summary>
internal static class HeadContinuation
{
    /// <summary>What the job goes on with.</summary>
    /// <param name="stored">The head that was left, or null if there is none.</param>
    /// <param name="first">The head of a job that begins now.</param>
    /// <param name="graph">The job's graph.</param>
    /// <param name="now">The time, in Unix milliseconds.</param>
    /// <exception cref="CheckpointMismatchException">The job cannot continue from the head; the message says why and what to do.</exception>
    internal static Head Continue(Head? stored, Head first, StreamGraph graph, long now)
    {
        long epoch = (stored?.Epoch ?? 0) + 1;
        if (stored is null)
        {
            return WithFirstSeals(first, graph, epoch);
        }

        if (stored.IsEmptied)
        {
            return WithFirstSeals(first with { Leftovers = stored.Leftovers }, graph, epoch);
        }

        if (stored.Interval != first.Interval)
        {
            throw new CheckpointMismatchException(FormattableString.Invariant(
                $"The checkpoint was written with a batch interval of {stored.Interval} ms and the job now has one of {first.Interval} ms, so its batch times would not go on where they ended. Use {stored.Interval} ms, or start the job with a new checkpoint."));
        }

        if (stored.KeyGroups != first.KeyGroups)
        {
            throw new CheckpointMismatchException(FormattableString.Invariant(
                $"The checkpoint was written with {stored.KeyGroups} key groups and the job now has {first.KeyGroups}; the number is fixed for the life of a job. Set {nameof(StreamingContextOptions)}.{nameof(StreamingContextOptions.KeyGroups)} to {stored.KeyGroups}, or start the job with a new checkpoint."));
        }

        if (stored.Prepared.FirstOrDefault(prepared => !graph.Outputs.Any(output => output.Info.Name == prepared.Output)) is { } orphan)
        {
            throw new CheckpointMismatchException(
                $"Batch {orphan.Time} is committed and what its output operation {orphan.Output} has prepared is not published yet, and the job no longer has an output operation of that name. Run the job once more as it was and stop it, or keep the output operation; then take it out.");
        }

        Head head = stored.Ended(now) with
        {
            CodeVersion = first.CodeVersion,
            Partitions = first.Partitions,
            Open = [.. stored.Open.Select(open => open with { Seal = Recover(open.Seal, graph, epoch) })],
            Hosts = first.Hosts,
        };
        return WithFirstSeals(head, graph, epoch);
    }

    /// <summary>All seals that a source continues from: those of committed batches and those of batches that run again.</summary>
    internal static IReadOnlyList<BatchSeal> SealsOf(InputSource input, Head head) =>
    [
        .. head.Remembered.Where(one => one.Seal.Source == input.Name),
        .. head.Open.Select(open => (open.Seal.Time, Seal: open.Seal.Find(input.Name)))
            .Where(one => one.Seal is not null)
            .Select(one => new BatchSeal(one.Time, one.Seal!)),
    ];

    private static Head WithFirstSeals(Head head, StreamGraph graph, long epoch) => head with
    {
        Remembered =
        [
            .. head.Remembered,
            .. graph.Inputs.Select(input => input.FirstSeal(SealsOf(input, head), epoch)).OfType<SourceSeal>().Select(seal => new BatchSeal(head.Committed, seal)),
        ],
    };

    /// <summary>What can still be read of a batch that was sealed by an earlier process.</summary>
    private static SealedBatch Recover(SealedBatch batch, StreamGraph graph, long epoch) => batch with
    {
        Sources =
        [
            .. batch.Sources.Select(seal => (Seal: seal, Input: graph.Inputs.FirstOrDefault(input => input.Name == seal.Source)))
                .Where(one => one.Input is not null)
                .Select(one => one.Input!.Recover(one.Seal, epoch)),
        ],
    };
}
