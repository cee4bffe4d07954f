using OrleansStream.Execution;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    /// <summary>Combines all records with an associative function.</summary>
    /// <param name="function">Combines two records; called on engine threads, and at the coordinator for what partitions came to. Records meet in
    /// order, so it need not be commutative.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The dataset is empty.</exception>
    /// <exception cref="OperatorFailedException">User code threw.</exception>
    public Task<T> ReduceAsync(Func<T, T, T> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return ReduceAsync("Reduce", function, cancellationToken);
    }

    /// <summary>Combines all records, beginning with a neutral value.</summary>
    /// <param name="zero">The neutral value: each partition begins with it, and so does what puts the partitions together. One that may be
    /// changed is copied for each by its codec.</param>
    /// <param name="function">Combines two values; must be associative. It may change and return the first.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><paramref name="zero"/> must be copied and has no codec.</exception>
    /// <exception cref="OperatorFailedException">User code threw.</exception>
    public Task<T> FoldAsync(T zero, Func<T, T, T> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return AggregateAsync("Fold", Copies(zero), function, function, cancellationToken);
    }

    /// <summary>Combines all records into a value of another type.</summary>
    /// <typeparam name="TAcc">The value's type.</typeparam>
    /// <param name="zero">The neutral value: each partition begins with it, and so does what puts the partitions together. One that may be
    /// changed is copied for each by its codec.</param>
    /// <param name="add">Adds a record to a value, on an engine thread. It may change and return the value.</param>
    /// <param name="merge">Puts two values together, at the coordinator, in partition order. It may change and return the first.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException">A function is null.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><paramref name="zero"/> must be copied and has no codec; give a function that makes it.</exception>
    /// <exception cref="OperatorFailedException">User code threw.</exception>
    public Task<TAcc> AggregateAsync<TAcc>(
        TAcc zero, Func<TAcc, T, TAcc> add, Func<TAcc, TAcc, TAcc> merge, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(merge);
        return AggregateAsync("Aggregate", Copies(zero), add, merge, cancellationToken);
    }

    /// <summary>Combines all records into a value of another type.</summary>
    /// <typeparam name="TAcc">The value's type.</typeparam>
    /// <param name="zero">Makes the neutral value: called for each attempt of a partition, and once at the coordinator.</param>
    /// <param name="add">Adds a record to a value, on an engine thread. It may change and return the value.</param>
    /// <param name="merge">Puts two values together, at the coordinator, in partition order. It may change and return the first.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException">A function is null.</exception>
    /// <exception cref="OperatorFailedException">User code threw.</exception>
    public Task<TAcc> AggregateAsync<TAcc>(
        Func<TAcc> zero, Func<TAcc, T, TAcc> add, Func<TAcc, TAcc, TAcc> merge, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(zero);
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(merge);
        return AggregateAsync("Aggregate", zero, add, merge, cancellationToken);
    }

    /// <summary>The largest record, the first of equal ones.</summary>
    /// <param name="comparer">The order; by default the natural one, in which strings are ordinal, null comes first, and NaN before every number.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="Encoding.UnsupportedTypeException">No <paramref name="comparer"/> was given, and the records have no natural order.</exception>
    /// <exception cref="InvalidOperationException">The dataset is empty.</exception>
    /// <exception cref="OperatorFailedException">User code threw.</exception>
    public Task<T> MaxAsync(IComparer<T>? comparer = null, CancellationToken cancellationToken = default)
    {
        IComparer<T> order = comparer ?? NaturalOrder.Of<T>();
        return ReduceAsync("Max", (left, right) => order.Compare(left, right) >= 0 ? left : right, cancellationToken);
    }

    /// <summary>The smallest record, the first of equal ones.</summary>
    /// <param name="comparer">The order; by default the natural one, in which strings are ordinal, null comes first, and NaN before every number.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="Encoding.UnsupportedTypeException">No <paramref name="comparer"/> was given, and the records have no natural order.</exception>
    /// <exception cref="InvalidOperationException">The dataset is empty.</exception>
    /// <exception cref="OperatorFailedException">User code threw.</exception>
    public Task<T> MinAsync(IComparer<T>? comparer = null, CancellationToken cancellationToken = default)
    {
        IComparer<T> order = comparer ?? NaturalOrder.Of<T>();
        return ReduceAsync("Min", (left, right) => order.Compare(left, right) <= 0 ? left : right, cancellationToken);
    }

    internal async Task<TAcc> AggregateAsync<TAcc>(
        string name, Func<TAcc> zero, Func<TAcc, T, TAcc> add, Func<TAcc, TAcc, TAcc> merge, CancellationToken cancellation)
    {
        TAcc[] parts = await Scope.Job.Dispatcher.RunAsync(this, new FoldAction<T, TAcc>(name, zero, add), partitions: null, cancellation).ConfigureAwait(false);
        return AtCoordinator(name, () => parts.Aggregate(zero(), merge));
    }

    private async Task<T> ReduceAsync(string name, Func<T, T, T> function, CancellationToken cancellation)
    {
        Option<T> result = await AggregateAsync<Option<T>>(
            name,
            static () => default,
            (left, right) => Option<T>.Some(left.HasValue ? function(left.Value, right) : right),
            (left, right) => left.HasValue && right.HasValue ? Option<T>.Some(function(left.Value, right.Value)) : left.HasValue ? left : right,
            cancellation).ConfigureAwait(false);
        return result.HasValue ? result.Value : throw new InvalidOperationException($"{name} has no result for an empty dataset.");
    }

    /// <summary>Gives a value to several users who may change it.</summary>
    private Func<TAcc> Copies<TAcc>(TAcc value) => Detaching.IsImmutable<TAcc>() ? () => value : Detaching.Copier(value, Scope.Encoding);

    /// <summary>Runs what an action does with its partitions' results.</summary>
    private TOut AtCoordinator<TOut>(string name, Func<TOut> combine)
    {
        try
        {
            return combine();
        }
        catch (Exception error)
        {
            throw OperatorFailedException.AtCoordinator(OperatorInfo.OfRdd(name), Time, error);
        }
    }
}
