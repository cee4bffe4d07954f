using OrleansStream.Batches;
using OrleansStream.Sources;

namespace OrleansStream.Checkpoints;

/// <summary>What keeps beside the head what a job must not lose, and what it keeps.</summary>
/// <param name="Accumulators">Keeps accumulators.</param>
/// <param name="Seals">Keeps seals of batches that are looked back on.</param>
/// <param name="Datasets">Keeps datasets that later batches look back on.</param>
/// <param name="States">Keeps operators' states.</param>
/// <remarks>One commit at a time.</remarks>
internal sealed record CheckpointKeepers(AccumulatorKeeper Accumulators, SealKeeper Seals, DatasetKeeper Datasets, StateKeeper States)
{
    /// <summary>Writes what the batches that a head commits leave to whoever continues the job, and names it in the head.</summary>
    /// <param name="head">The head that is about to be written.</param>
    /// <param name="committed">The batches that it commits, in order.</param>
    /// <param name="inputs">The job's sources.</param>
    /// <param name="id">Unlike that of every other commit; begins with the epoch and '-'.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<Head> NextAsync(
        Head head, IReadOnlyList<BatchWork> committed, IReadOnlyList<InputSource> inputs, string id, CancellationToken cancellation)
    {
        IReadOnlyList<BatchSeal> remembered = SealMemory.Next(head.Remembered, committed.Select(work => work.Seal), head.Committed, inputs);
        return head with
        {
            Datasets = await Datasets.NextAsync(head.KeptDatasets, committed, head.Committed, id, cancellation).ConfigureAwait(false),
            Seals = await Seals.NextAsync(head, remembered, id, cancellation).ConfigureAwait(false),
            Remembered = remembered,
            Accumulators = await Accumulators.NextAsync(
                head.Accumulators, [.. committed.Select(work => work.Scope.Reports)], id, cancellation).ConfigureAwait(false),
            States = await States.NextAsync(head.KeptStates, head.Committed, id, cancellation).ConfigureAwait(false),
        };
    }

    /// <summary>Removes what a head that has been written no longer names.</summary>
    internal async Task TrimAsync(Head before, Head now, CancellationToken cancellation)
    {
        await Accumulators.TrimAsync(before.Accumulators, now.Accumulators, cancellation).ConfigureAwait(false);
        await Seals.TrimAsync(before, now, cancellation).ConfigureAwait(false);
        await Datasets.TrimAsync(before.KeptDatasets, now.KeptDatasets, cancellation).ConfigureAwait(false);
        await States.TrimAsync(before.KeptStates, now.KeptStates, cancellation).ConfigureAwait(false);
    }
}
