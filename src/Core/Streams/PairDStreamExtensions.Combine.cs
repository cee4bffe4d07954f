using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public static partial class PairDStreamExtensions
{
    /// <summary>Combines the values of each key within each batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="reduce">Combines two values; must be associative, and must not change the values it is given: a task that is run again gives
    /// them again. Values meet in partition order, so the result is reproducible.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>One pair for each key of the batch.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="reduce"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TValue Value)> ReduceByKey<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, TValue, TValue> reduce, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(reduce);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        var hints = new CombineHints();
        return Derived(stream, "ReduceByKey", (rdd, info) =>
            Keyed.Combine<TKey, TValue, TValue, ReduceCombiner<TValue>>(
                rdd, new ReduceCombiner<TValue>(reduce), choice, hints, info));
    }

    /// <summary>Combines the values of each key within each batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="reduce">Combines two values; must be associative, and must not change the values it is given: a task that is run again gives
    /// them again. Values meet in partition order, so the result is reproducible.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key of the batch.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TValue Value)> ReduceByKey<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, TValue, TValue> reduce, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(reduce);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        var hints = new CombineHints();
        return Derived(stream, "ReduceByKey", (rdd, info) =>
            Keyed.Combine<TKey, TValue, TValue, ReduceCombiner<TValue>>(
                rdd, new ReduceCombiner<TValue>(reduce), choice, hints, info));
    }

    /// <summary>Combines the values of each key within each batch into something of another type.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TCombined">What a key's values come to.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="create">Begins with a key's first value.</param>
    /// <param name="mergeValue">Adds a further value to what the ones before it came to; may change and return what it is given.</param>
    /// <param name="mergeCombiners">Brings together what two partitions came to, the earlier one's first; may change and return the first.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <param name="mapSideCombine">Whether each partition is combined before its pairs move. False moves the values as they are, which is better
    /// if combining does not make them smaller; <paramref name="mergeCombiners"/> is then not called.</param>
    /// <returns>One pair for each key of the batch.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TCombined Value)> CombineByKey<TKey, TValue, TCombined>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, TCombined> create, Func<TCombined, TValue, TCombined> mergeValue, Func<TCombined, TCombined, TCombined> mergeCombiners, int? partitions = null, bool mapSideCombine = true)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(mergeValue);
        ArgumentNullException.ThrowIfNull(mergeCombiners);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        var hints = new CombineHints();
        return Derived(stream, "CombineByKey", (rdd, info) =>
            Keyed.Combine<TKey, TValue, TCombined, FunctionCombiner<TValue, TCombined>>(
                rdd, new FunctionCombiner<TValue, TCombined>(create, mergeValue, mergeCombiners), choice, hints, info, mapSideCombine));
    }

    /// <summary>Combines the values of each key within each batch into something of another type.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TCombined">What a key's values come to.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="create">Begins with a key's first value.</param>
    /// <param name="mergeValue">Adds a further value to what the ones before it came to; may change and return what it is given.</param>
    /// <param name="mergeCombiners">Brings together what two partitions came to, the earlier one's first; may change and return the first.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <param name="mapSideCombine">Whether each partition is combined before its pairs move. False moves the values as they are, which is better
    /// if combining does not make them smaller; <paramref name="mergeCombiners"/> is then not called.</param>
    /// <returns>One pair for each key of the batch.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TCombined Value)> CombineByKey<TKey, TValue, TCombined>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, TCombined> create, Func<TCombined, TValue, TCombined> mergeValue, Func<TCombined, TCombined, TCombined> mergeCombiners, Partitioner<TKey> partitioner, bool mapSideCombine = true)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(mergeValue);
        ArgumentNullException.ThrowIfNull(mergeCombiners);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        var hints = new CombineHints();
        return Derived(stream, "CombineByKey", (rdd, info) =>
            Keyed.Combine<TKey, TValue, TCombined, FunctionCombiner<TValue, TCombined>>(
                rdd, new FunctionCombiner<TValue, TCombined>(create, mergeValue, mergeCombiners), choice, hints, info, mapSideCombine));
    }

    /// <summary>Moves each pair of a batch to the partition of its key.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>The same pairs; those of one partition and key keep their order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TValue Value)> PartitionBy<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        return Derived(stream, "PartitionBy", (rdd, info) =>
            Keyed.Partition(rdd, choice.Resolve(rdd.Scope.Job), info));
    }
}
