using OrleansStream.Execution;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    // Enough for the engine's threads; all partitions together may be more than memory holds.
    private static readonly int PartitionsAtATime = Environment.ProcessorCount;

    /// <summary>Computes the dataset and gives all its records, partition after partition.</summary>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <returns>The records. Slices among them are copied, so they stay valid after the batch.</returns>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public Task<IReadOnlyList<T>> CollectAsync(CancellationToken cancellationToken = default) => CollectPartitionsAsync(partitions: null, cancellationToken);

    /// <summary>Computes the dataset and counts its records.</summary>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public async Task<long> CountAsync(CancellationToken cancellationToken = default)
    {
        long[] counts = await Scope.Job.Dispatcher.RunAsync(this, new CountAction<T>(), partitions: null, cancellationToken).ConfigureAwait(false);
        return counts.Sum();
    }

    /// <summary>Gives the first records, partition after partition.</summary>
    /// <param name="count">How many at most; 0 or more.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <returns>The records. Slices among them are copied, so they stay valid after the batch.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    /// <remarks>Computes the first partition, then four times as many as before until there are enough, and of each no more than needed.</remarks>
    public async Task<IReadOnlyList<T>> TakeAsync(int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var taken = new List<T>();
        for (int tried = 0; taken.Count < count && tried < PartitionCount;)
        {
            int[] next = [.. Enumerable.Range(tried, (int)Math.Min(Math.Max(1, 4L * tried), PartitionCount - tried))];
            T[][] parts = await Scope.Job.Dispatcher.RunAsync(this, new TakeAction<T>(count - taken.Count), next, cancellationToken).ConfigureAwait(false);
            taken.AddRange(parts.SelectMany(part => part).Take(count - taken.Count));
            tried += next.Length;
        }

        return taken;
    }

    /// <summary>The first record; computes no more of the dataset than needed.</summary>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="InvalidOperationException">The dataset is empty.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public async Task<T> FirstAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<T> first = await TakeAsync(1, cancellationToken).ConfigureAwait(false);
        return first.Count > 0 ? first[0] : throw new InvalidOperationException("The dataset is empty, so it has no first record.");
    }

    /// <summary>Whether the dataset has no record; computes no more of it than needed.</summary>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken = default) =>
        (await TakeAsync(1, cancellationToken).ConfigureAwait(false)).Count == 0;

    /// <summary>Counts the records of each value.</summary>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <returns>The counts by value; what makes two values the same is the identity of keys, so null and NaN are values as others are.</returns>
    /// <exception cref="Encoding.UnsupportedTypeException">The records' type has no stable identity.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public Task<KeyDictionary<T, long>> CountByValueAsync(CancellationToken cancellationToken = default) =>
        Map(static record => (record, 1L)).ReduceByKeyLocallyAsync(static (left, right) => left + right, cancellationToken);

    /// <summary>Runs an action on each record.</summary>
    /// <param name="action">Called on engine threads, for several partitions at a time; again for all records of a partition that is tried again.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="OperatorFailedException">User code threw.</exception>
    public Task ForeachAsync(Action<T> action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Scope.Job.Dispatcher.RunAsync(this, new ForeachAction<T>(action), partitions: null, cancellationToken);
    }

    /// <summary>Runs an asynchronous action on each record, one after the other.</summary>
    /// <param name="action">Called with the collected records, off the engine's threads.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public async Task ForeachAsync(Func<T, Task> action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        await ForeachPartitionAsync(
            async records =>
            {
                foreach (T record in records)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await action(record).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs an action on the records of each partition.</summary>
    /// <param name="action">Called once per partition and attempt on an engine thread; the sequence is valid during the call.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="OperatorFailedException">User code threw.</exception>
    public Task ForeachPartitionAsync(Action<IEnumerable<T>> action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Scope.Job.Dispatcher.RunAsync(this, new ForeachPartitionAction<T>(action), partitions: null, cancellationToken);
    }

    /// <summary>Runs an asynchronous action on the records of each partition, one partition at a time.</summary>
    /// <param name="action">Called once per partition with its collected records, off the engine's threads; a few partitions are collected at a
    /// time.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public async Task ForeachPartitionAsync(Func<IEnumerable<T>, Task> action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        foreach (int[] partitions in Enumerable.Range(0, PartitionCount).Chunk(PartitionsAtATime))
        {
            T[][] parts = await Scope.Job.Dispatcher.RunAsync(this, new CollectAction<T>(), partitions, cancellationToken).ConfigureAwait(false);
            foreach (T[] part in parts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await action(part).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The records of some partitions, or of all.</summary>
    internal async Task<IReadOnlyList<T>> CollectPartitionsAsync(IReadOnlyList<int>? partitions, CancellationToken cancellation)
    {
        T[][] parts = await Scope.Job.Dispatcher.RunAsync(this, new CollectAction<T>(), partitions, cancellation).ConfigureAwait(false);
        return parts.Length == 1 ? parts[0] : [.. parts.SelectMany(part => part)];
    }
}
