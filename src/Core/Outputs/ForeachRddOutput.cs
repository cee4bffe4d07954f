using OrleansStream.Streams;

namespace OrleansStream.Outputs;

/// <summary>Runs a function of the user on each batch's dataset, at the coordinator.</summary>
internal sealed class ForeachRddOutput<T>(DStream<T> stream, Func<Rdd<T>, BatchTime, CancellationToken, Task> function)
    : OutputOperation(stream, "ForeachRdd")
{
    internal override bool ActsBeforeCommit => true;

    internal override bool IsBody => true;

    internal override async ValueTask<OutputJob?> PlanAsync(BatchPlan plan)
    {
        Rdd<T>? rdd = await stream.GetOrComputeAsync(plan).ConfigureAwait(false);
        return rdd is null ? null : new Job(this, rdd, plan.Time, function);
    }

    private sealed class Job(OutputOperation operation, Rdd<T> rdd, BatchTime time, Func<Rdd<T>, BatchTime, CancellationToken, Task> function)
        : OutputJob(operation)
    {
        internal override async Task<ReadOnlyMemory<byte>?> RunAsync(CancellationToken cancellation)
        {
            try
            {
                // Off the coordinator's loop: the user's code may compute for long before its first await.
                await Task.Run(() => function(rdd, time, cancellation), cancellation).ConfigureAwait(false);
                return null;
            }
            catch (Exception error) when (error is not OperatorFailedException && !cancellation.IsCancellationRequested)
            {
                throw OperatorFailedException.AtCoordinator(Operation.Info, time, error);
            }
        }
    }
}
