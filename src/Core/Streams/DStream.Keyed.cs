using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Streams;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    /// <summary>Each record once within each batch.</summary>
    /// <param name="partitions">Partitions of the result, by the hash of the record; by default those of an input that is partitioned so already, else as many as the
    /// context says.</param>
    /// <returns>Each record that occurs, in order of first appearance within its partition. Records are equal if they are the same key.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<T> Distinct(int? partitions = null)
    {
        PartitioningChoice<T> choice = PartitioningChoice<T>.Of(partitions);
        _ = Context.Runtime.Encoding.KeyFor<T>();
        var hints = new CombineHints();
        return new DerivedStream<T, T>(this, "Distinct", (rdd, info) => Keyed.Distinct(rdd, choice, hints, info));
    }

    /// <summary>Each record once within each batch.</summary>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>Each record that occurs, in order of first appearance within its partition. Records are equal if they are the same key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<T> Distinct(Partitioner<T> partitioner)
    {
        PartitioningChoice<T> choice = PartitioningChoice<T>.Of(partitioner);
        _ = Context.Runtime.Encoding.KeyFor<T>();
        var hints = new CombineHints();
        return new DerivedStream<T, T>(this, "Distinct", (rdd, info) => Keyed.Distinct(rdd, choice, hints, info));
    }

    /// <summary>Counts how often each record occurs within each batch.</summary>
    /// <param name="partitions">Partitions of the result, by the hash of the record; by default those of an input that is partitioned so already, else as many as the
    /// context says.</param>
    /// <returns>Each record that occurs, with its number. Records are equal if they are the same key.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<(T Value, long Count)> CountByValue(int? partitions = null)
    {
        PartitioningChoice<T> choice = PartitioningChoice<T>.Of(partitions);
        _ = Context.Runtime.Encoding.KeyFor<T>();
        var hints = new CombineHints();
        return new DerivedStream<T, (T Value, long Count)>(this, "CountByValue", (rdd, info) =>
            Keyed.CountByValue(rdd, choice, hints, info));
    }

    /// <summary>Counts how often each record occurs within each batch.</summary>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>Each record that occurs, with its number. Records are equal if they are the same key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<(T Value, long Count)> CountByValue(Partitioner<T> partitioner)
    {
        PartitioningChoice<T> choice = PartitioningChoice<T>.Of(partitioner);
        _ = Context.Runtime.Encoding.KeyFor<T>();
        var hints = new CombineHints();
        return new DerivedStream<T, (T Value, long Count)>(this, "CountByValue", (rdd, info) =>
            Keyed.CountByValue(rdd, choice, hints, info));
    }

    /// <summary>Reduces each batch to one record.</summary>
    /// <param name="reduce">Combines two records; must be associative, and must not change the records it is given. Records meet in order.</param>
    /// <returns>One record for each batch, and none for an empty one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reduce"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<T> Reduce(Func<T, T, T> reduce)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        return new DerivedStream<T, T>(this, "Reduce", (rdd, info) => Keyed.Reduce(rdd, reduce, info));
    }

    /// <summary>Puts a key in front of each record.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <param name="selector">Gives the key of a record; called once per record on an engine thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<(TKey Key, T Value)> KeyBy<TKey>(Func<T, TKey> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new ElementwiseStream<T, (TKey Key, T Value)>(
            this, "KeyBy", (rdd, info) => Keyed.KeyBy(rdd, selector, info), (record, emitter) => emitter.Emit((selector(record), record)));
    }

    /// <summary>Gathers the records of each key within each batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <param name="selector">Gives the key of a record; called once per record on an engine thread.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned so already, else as many as the
    /// context says.</param>
    /// <returns>One pair for each key; records in their order. Lists stay valid and cannot be changed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<(TKey Key, IReadOnlyList<T> Value)> GroupBy<TKey>(Func<T, TKey> selector, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(selector);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        _ = Context.Runtime.Encoding.KeyFor<TKey>();
        var hints = new CombineHints();
        return new DerivedStream<T, (TKey Key, IReadOnlyList<T> Value)>(this, "GroupBy", (rdd, info) => Keyed.Group(Keyed.KeyBy(rdd, selector, info), choice, hints, info));
    }

    /// <summary>Gathers the records of each key within each batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <param name="selector">Gives the key of a record; called once per record on an engine thread.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key; records in their order. Lists stay valid and cannot be changed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> or <paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<(TKey Key, IReadOnlyList<T> Value)> GroupBy<TKey>(Func<T, TKey> selector, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(selector);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        _ = Context.Runtime.Encoding.KeyFor<TKey>();
        var hints = new CombineHints();
        return new DerivedStream<T, (TKey Key, IReadOnlyList<T> Value)>(this, "GroupBy", (rdd, info) => Keyed.Group(Keyed.KeyBy(rdd, selector, info), choice, hints, info));
    }
}
