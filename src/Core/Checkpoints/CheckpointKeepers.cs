using OrleansStream.Batches;
using OrleansStream.Sources;

namespace OrleansStream.Checkpoints;

/// <summary>What keeps beside the head what a job must not lose, and what it keeps.</summary>
/// <param name="Objects">Where it is kept.</param>
/// <param name="Accumulators">Keeps accumulators.</param>
/// <param name="Datasets">Keeps datasets that later batches look back on.</param>
/// <param name="States">Keeps operators' states.</param>
/// <param name="Leftovers">Removes what is not needed any more.</param>
/// <remarks>One commit at a time.</remarks>
internal sealed record CheckpointKeepers(
    CheckpointObjects Objects,
    AccumulatorKeeper Accumulators,
    DatasetKeeper Datasets,
    StateKeeper States,
    LeftoverSweeper Leftovers)
{
    /// <summary>Writes what the batches that a head commits leave to whoever continues the job, and names it in the head.</summary>
    /// <param name="head">The head that is about to be written.</param>
    /// <param name="committed">The batches that it commits, in order.</param>
    /// <param name="inputs">The job's sources.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<Head> NextAsync(
        Head head, IReadOnlyList<BatchWork> committed, IReadOnlyList<InputSource> inputs, CancellationToken cancellation)
    {
        var objects = new CommitObjects(Objects, CommitObjects.IdOf(head.Epoch, head.Commit + 1));
        IReadOnlyList<BatchSeal> remembered = SealMemory.Next(head.Remembered, committed.Select(work => work.Seal), head.Committed, inputs);
        Head next = head with
        {
            Commit = head.Commit + 1,
            Datasets = await Datasets.NextAsync(head.KeptDatasets, committed, head.Committed, objects, cancellation).ConfigureAwait(false),
            Seals = await SealKeeper.NextAsync(head, remembered, objects, cancellation).ConfigureAwait(false),
            Remembered = remembered,
            Outputs = await OutputKeeper.NextAsync(head, objects, cancellation).ConfigureAwait(false),
            Accumulators = await Accumulators.NextAsync(
                head.Accumulators, [.. committed.Select(work => work.Scope.Reports)], objects, cancellation).ConfigureAwait(false),
            States = await States.NextAsync(head.KeptStates, head.Committed, objects, cancellation).ConfigureAwait(false),
        };
        return next with { Leftovers = Leftovers.Next(head, next, objects.Names) };
    }

    /// <summary>The head there is, once the commit that was to follow it is given up: the next one has another number, and so other objects.</summary>
    internal Head Abandon(Head written) => written with { Commit = written.Commit + 1, Leftovers = Leftovers.Abandoned(written) };
}
