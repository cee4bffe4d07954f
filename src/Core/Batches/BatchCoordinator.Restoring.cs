using OrleansStream.Checkpoints;
using OrleansStream.Execution;
using OrleansStream.Streams;

namespace OrleansStream.Batches;

/// <content>What earlier coordinators have left of committed batches.</content>
internal sealed partial class BatchCoordinator
{
    /// <summary>Takes in the batches that earlier coordinators committed and streams look back on still; before the start.</summary>
    /// <param name="after">The last batch that is not remembered.</param>
    /// <param name="datasets">What the checkpoint keeps of them beside their seals.</param>
    internal void Restore(BatchTime after, IReadOnlyDictionary<BatchTime, RestoredDatasets> datasets)
    {
        ILookup<BatchTime, SourceSeal> seals = _claimed.Remembered.ToLookup(one => one.Time, one => one.Seal);
        for (BatchTime time = after + _claimed.BatchInterval; time <= _claimed.Committed; time += _claimed.BatchInterval)
        {
            var seal = new SealedBatch(time, [.. seals[time]]);
            var scope = new BatchScope(_job, time, attempt: 1, _abandoned);
            string? keptIn = _claimed.KeptDatasets.FirstOrDefault(kept => kept.First <= time && time <= kept.Last)?.Object;
            _ = BatchPlan.OfCommitted(
                scope, seal, _claimed.Zero, _heads.Epoch, _works, datasets.GetValueOrDefault(time) ?? new RestoredDatasets(), keptIn, _abandoned);
            _works.Restore(new RetainedBatch(time, scope, [.. _graph.Inputs.Select(input => seal.Find(input.Name))]));
        }
    }

    /// <summary>Plans what is looked back on of earlier batches, if stages run in other processes, who plan it too.</summary>
    private async Task PlanRestoredAsync()
    {
        if (_job.Dispatcher.Hosts is not null)
        {
            foreach (BatchPlan plan in _works.LookedBackOnFrom(_claimed.LastSealed + _claimed.BatchInterval))
            {
                await plan.PlanLookedBackOnAsync(_graph).ConfigureAwait(false);
            }
        }
    }
}
