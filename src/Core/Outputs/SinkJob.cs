using Microsoft.Extensions.Logging;
using OrleansStream.Execution;

namespace OrleansStream.Outputs;

/// <summary>One batch on its way to a sink.</summary>
internal abstract class SinkJob(OutputOperation operation) : OutputJob(operation)
{
    /// <summary>How many tasks write it.</summary>
    internal abstract Rdd Dataset { get; }

    /// <summary>Writes one partition: its records on an engine thread, and what the sink then waits for off it.</summary>
    internal abstract ValueTask<ReadOnlyMemory<byte>> WriteAsync(int partition, TaskScope task);
}

/// <inheritdoc/>
internal sealed partial class SinkJob<T>(OutputOperation operation, Rdd<T> rdd, Sink<T> sink, SinkBatch batch) : SinkJob(operation)
{
    internal override Rdd Dataset => rdd;

    internal override async Task<ReadOnlyMemory<byte>?> RunAsync(CancellationToken cancellation)
    {
        try
        {
            ReadOnlyMemory<byte>[] parts = await rdd.Scope.Job.Dispatcher.RunSinkAsync(this, cancellation).ConfigureAwait(false);
            return await sink.PrepareAsync(batch, parts, cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await DiscardAsync().ConfigureAwait(false);
            if (error is OperatorFailedException || cancellation.IsCancellationRequested)
            {
                throw;
            }

            throw OperatorFailedException.AtCoordinator(Operation.Info, batch.Time, error);
        }
    }

    internal override async ValueTask<ReadOnlyMemory<byte>> WriteAsync(int partition, TaskScope task)
    {
        int number = task.Enter(Operation.Info);
        task.Current = number;
        using SinkWriter<T> writer = sink.Open(SinkPartition.Of(batch, partition, rdd.PartitionCount, task));
        ReadOnlyMemory<byte> part = writer.WriteAll(rdd, partition, task, number);
        await writer.SettleAsync(task.Cancellation).ConfigureAwait(false);
        return part;
    }

    private async Task DiscardAsync()
    {
        try
        {
            await sink.DiscardAsync(batch, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The failure that led here is the one to report.
            DiscardFailed(Operation.Stream.Context.Logger, batch.Job, Operation.Info.Name, batch.Time.Milliseconds, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: what {Output} staged of batch {BatchTime} ms could not be discarded.")]
    private static partial void DiscardFailed(ILogger logger, string job, string output, long batchTime, Exception error);
}
