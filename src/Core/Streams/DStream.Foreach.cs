using OrleansStream.Outputs;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    /// <summary>Runs an action on the records of each partition of each batch, where the partition is computed.</summary>
    /// <param name="action">Called once per partition and attempt, also for empty partitions, on an engine thread, with the partition's records and which partition of which batch
    /// they are. The records, and slices among them, are valid during the call.</param>
    /// <remarks>
    /// This is how a stream acts on the outside from every host at once. The action runs at least once for each partition: again when a task or a batch
    /// is tried again, also in another process after a crash. What is to happen once must be told apart by
    /// <see cref="SinkPartition.IdempotenceKey"/>, which is the same in every run. A batch is durably sealed before its first action, so its records are the same, too.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void ForeachPartition(Action<IEnumerable<T>, SinkPartition> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Foreach("ForeachPartition", partition => new ForeachPartitionWriter<T>(Context.Runtime.Blocks, records => action(records, partition)));
    }

    /// <summary>Runs an asynchronous function on the records of each partition of each batch, in the process where the partition is computed.</summary>
    /// <param name="function">Called as for the form with an action, but off the engine's threads, which go on with other partitions meanwhile; its records are valid until its
    /// task ends. In each process twice as many partitions as it has engine threads are open at a time.</param>
    /// <inheritdoc cref="ForeachPartition(Action{IEnumerable{T}, SinkPartition})" path="/remarks"/>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void ForeachPartition(Func<IEnumerable<T>, SinkPartition, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        ForeachPartition((records, partition, _) => function(records, partition));
    }

    /// <summary>Runs an asynchronous function on the records of each partition of each batch, in the process where the partition is computed.</summary>
    /// <param name="function">Called as for the form with an action, but off the engine's threads, which go on with other partitions meanwhile; its records are valid until its
    /// task ends. In each process twice as many partitions as it has engine threads are open at a time. The token is cancelled when the batch is abandoned.</param>
    /// <inheritdoc cref="ForeachPartition(Action{IEnumerable{T}, SinkPartition})" path="/remarks"/>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void ForeachPartition(Func<IEnumerable<T>, SinkPartition, CancellationToken, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Foreach("ForeachPartition", partition =>
            new ForeachAsyncWriter<T>(Context.Runtime.Blocks, (records, cancellation) => function(records, partition, cancellation)));
    }

    /// <summary>Runs an action on each record, where it is computed.</summary>
    /// <param name="action">Called on an engine thread, for the records of a partition in order; a slice in the record is valid during the call.</param>
    /// <remarks>At least once for each record: again for a partition that is tried again. See
    /// <see cref="ForeachPartition(Action{IEnumerable{T}, SinkPartition})"/> for what must happen once.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void Foreach(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Foreach("Foreach", _ => new ForeachWriter<T>(action));
    }

    /// <summary>Runs an asynchronous function on each record, one record of a partition after the other, in the process where it is computed.</summary>
    /// <param name="function">Called off the engine's threads; a slice in the record is valid until its task ends.</param>
    /// <inheritdoc cref="Foreach(Action{T})" path="/remarks"/>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void Foreach(Func<T, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        ForeachAsync((record, _) => function(record), maxConcurrency: 1, "Foreach");
    }

    /// <summary>Runs an asynchronous function on each record, several at a time, in the process where it is computed.</summary>
    /// <param name="function">Called off the engine's threads; a slice in the record is valid until its task ends. The token is cancelled when the batch is abandoned
    /// or another record of the partition has failed.</param>
    /// <param name="maxConcurrency">How many records of a partition may be under way at a time; at least 1. With 1 they are taken in order.</param>
    /// <inheritdoc cref="Foreach(Action{T})" path="/remarks"/>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void ForeachAsync(Func<T, CancellationToken, Task> function, int maxConcurrency = 1)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        ForeachAsync(function, maxConcurrency, "ForeachAsync");
    }

    private void ForeachAsync(Func<T, CancellationToken, Task> function, int maxConcurrency, string kind) =>
        Foreach(kind, _ => new ForeachAsyncWriter<T>(Context.Runtime.Blocks, (records, cancellation) => Parallel.ForEachAsync(
            records,
            new ParallelOptions { MaxDegreeOfParallelism = maxConcurrency, CancellationToken = cancellation },
            async (record, either) => await function(record, either).ConfigureAwait(false))));

    private void Foreach(string kind, Func<SinkPartition, SinkWriter<T>> open) => _ = new SinkOutput<T>(this, new ForeachSink<T>(open), kind);
}
