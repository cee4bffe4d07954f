using OrleansStream.Execution;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    /// <summary>The largest records, the largest first; of equal ones those that come first in the dataset.</summary>
    /// <param name="count">How many at most; 0 or more.</param>
    /// <param name="comparer">The order; by default the natural one, in which strings are ordinal, null comes first, and NaN before every number.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException">No <paramref name="comparer"/> was given, and the records have no natural order.</exception>
    /// <exception cref="OperatorFailedException">User code threw.</exception>
    /// <remarks>Memory holds at most twice as many records of each partition as are asked for.</remarks>
    public Task<IReadOnlyList<T>> TopAsync(int count, IComparer<T>? comparer = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        IComparer<T> order = comparer ?? NaturalOrder.Of<T>();
        return SmallestAsync("Top", count, Comparer<T>.Create((left, right) => order.Compare(right, left)), cancellationToken);
    }

    /// <summary>The smallest records, the smallest first; of equal ones those that come first in the dataset.</summary>
    /// <param name="count">How many at most; 0 or more.</param>
    /// <param name="comparer">The order; by default the natural one, in which strings are ordinal, null comes first, and NaN before every number.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException">No <paramref name="comparer"/> was given, and the records have no natural order.</exception>
    /// <exception cref="OperatorFailedException">User code threw.</exception>
    /// <remarks>Memory holds at most twice as many records of each partition as are asked for.</remarks>
    public Task<IReadOnlyList<T>> TakeOrderedAsync(int count, IComparer<T>? comparer = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return SmallestAsync("TakeOrdered", count, comparer ?? NaturalOrder.Of<T>(), cancellationToken);
    }

    internal async Task<IReadOnlyList<T>> SmallestAsync(string name, int count, IComparer<T> order, CancellationToken cancellation)
    {
        if (count == 0)
        {
            return [];
        }

        T[][] parts = await Scope.Job.Dispatcher.RunAsync(this, new SmallestAction<T>(name, count, order), partitions: null, cancellation).ConfigureAwait(false);
        return AtCoordinator<T[]>(name, () => UserOrder.Sort(() => parts.SelectMany(part => part).Order(order).Take(count).ToArray()));
    }
}
