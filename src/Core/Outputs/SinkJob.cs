using OrleansStream.Execution;

namespace OrleansStream.Outputs;

/// <summary>One batch on its way to a sink.</summary>
internal abstract class SinkJob(OutputOperation operation) : OutputJob(operation)
{
    /// <summary>How many tasks write it.</summary>
    internal abstract Rdd Dataset { get; }

    /// <summary>Writes one partition, on an engine thread.</summary>
    internal abstract ReadOnlyMemory<byte> Write(int partition, TaskScope task);
}

/// <inheritdoc/>
internal sealed class SinkJob<T>(OutputOperation operation, Rdd<T> rdd, Sink<T> sink, SinkBatch batch) : SinkJob(operation)
{
    internal override Rdd Dataset => rdd;

    internal override async Task<ReadOnlyMemory<byte>?> RunAsync(CancellationToken cancellation)
    {
        ReadOnlyMemory<byte>[] parts = await rdd.Scope.Job.Dispatcher.RunSinkAsync(this, cancellation).ConfigureAwait(false);
        try
        {
            return await sink.PrepareAsync(batch, parts, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperatorFailedException && !cancellation.IsCancellationRequested)
        {
            throw OperatorFailedException.AtCoordinator(Operation.Info, batch.Time, error);
        }
    }

    internal override ReadOnlyMemory<byte> Write(int partition, TaskScope task)
    {
        int number = task.Enter(Operation.Info);
        task.Current = number;
        using SinkWriter<T> writer = sink.Open(new SinkPartition(batch, partition, task.Attempt));
        var link = new WriterLink<T>(writer, task, number);
        rdd.Feed(partition, ref link, task);
        task.Current = number;
        return writer.Complete();
    }
}
