using OrleansStream.Execution;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    /// <summary>Computes the dataset and gives all its records, partition after partition.</summary>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <returns>The records. Slices among them are copied, so they stay valid after the batch.</returns>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public async Task<IReadOnlyList<T>> CollectAsync(CancellationToken cancellationToken = default)
    {
        T[][] parts = await Scope.Job.Dispatcher.RunAsync(this, new CollectAction<T>(), cancellationToken).ConfigureAwait(false);
        return parts.Length == 1 ? parts[0] : [.. parts.SelectMany(part => part)];
    }

    /// <summary>Computes the dataset and counts its records.</summary>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public async Task<long> CountAsync(CancellationToken cancellationToken = default)
    {
        long[] counts = await Scope.Job.Dispatcher.RunAsync(this, new CountAction<T>(), cancellationToken).ConfigureAwait(false);
        return counts.Sum();
    }

    /// <summary>Gives the first records, partition after partition, computing no more than needed of each partition.</summary>
    /// <param name="count">How many at most; 0 or more.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <returns>The records. Slices among them are copied, so they stay valid after the batch.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public async Task<IReadOnlyList<T>> TakeAsync(int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0)
        {
            return [];
        }

        T[][] parts = await Scope.Job.Dispatcher.RunAsync(this, new TakeAction<T>(count), cancellationToken).ConfigureAwait(false);
        return [.. parts.SelectMany(part => part).Take(count)];
    }

    /// <summary>Whether the dataset has no record; computes no more of it than needed.</summary>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken = default) =>
        (await TakeAsync(1, cancellationToken).ConfigureAwait(false)).Count == 0;

    /// <summary>Runs an action on the records of each partition.</summary>
    /// <param name="action">Called once per partition and attempt on an engine thread; the sequence is valid during the call.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="OperatorFailedException">User code threw.</exception>
    public Task ForeachPartitionAsync(Action<IEnumerable<T>> action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Scope.Job.Dispatcher.RunAsync(this, new ForeachPartitionAction<T>(action), cancellationToken);
    }

    /// <summary>Runs an asynchronous action on the records of each partition, one partition at a time.</summary>
    /// <param name="action">Called once per partition with its collected records, off the engine's threads.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public async Task ForeachPartitionAsync(Func<IEnumerable<T>, Task> action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        T[][] parts = await Scope.Job.Dispatcher.RunAsync(this, new CollectAction<T>(), cancellationToken).ConfigureAwait(false);
        foreach (T[] part in parts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await action(part).ConfigureAwait(false);
        }
    }
}
