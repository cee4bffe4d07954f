using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public static partial class PairDStreamExtensions
{
    /// <summary>Combines the values of each key within each batch into something of another type, beginning with a zero.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TCombined">What a key's values come to.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="zero">What every key begins with. If its type can change, every key gets a copy made by the codec.</param>
    /// <param name="add">Adds a value; may change and return what it is given.</param>
    /// <param name="merge">Brings together what two partitions came to, the earlier one's first; may change and return the first.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>One pair for each key of the batch.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TCombined Value)> AggregateByKey<TKey, TValue, TCombined>(
        this DStream<(TKey Key, TValue Value)> stream, TCombined zero, Func<TCombined, TValue, TCombined> add, Func<TCombined, TCombined, TCombined> merge, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(merge);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        Func<TCombined> zeros = Keyed.CopiesOf(zero, stream.Context.Runtime.Encoding);
        var hints = new CombineHints();
        return Derived(stream, "AggregateByKey", (rdd, info) =>
            Keyed.Combine<TKey, TValue, TCombined, FunctionCombiner<TValue, TCombined>>(
                rdd, new FunctionCombiner<TValue, TCombined>(value => add(zeros(), value), add, merge), choice, hints, info));
    }

    /// <summary>Combines the values of each key within each batch into something of another type, beginning with a zero.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TCombined">What a key's values come to.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="zero">What every key begins with. If its type can change, every key gets a copy made by the codec.</param>
    /// <param name="add">Adds a value; may change and return what it is given.</param>
    /// <param name="merge">Brings together what two partitions came to, the earlier one's first; may change and return the first.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key of the batch.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TCombined Value)> AggregateByKey<TKey, TValue, TCombined>(
        this DStream<(TKey Key, TValue Value)> stream, TCombined zero, Func<TCombined, TValue, TCombined> add, Func<TCombined, TCombined, TCombined> merge, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(merge);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        Func<TCombined> zeros = Keyed.CopiesOf(zero, stream.Context.Runtime.Encoding);
        var hints = new CombineHints();
        return Derived(stream, "AggregateByKey", (rdd, info) =>
            Keyed.Combine<TKey, TValue, TCombined, FunctionCombiner<TValue, TCombined>>(
                rdd, new FunctionCombiner<TValue, TCombined>(value => add(zeros(), value), add, merge), choice, hints, info));
    }

    /// <summary>Combines the values of each key within each batch, beginning with a zero.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="zero">What every key begins with in each partition, so it must be neutral: 0 for a sum. If its type can change, every key gets
    /// a copy made by the codec.</param>
    /// <param name="fold">Combines two values; must be associative, and may change and return the first.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>One pair for each key of the batch.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="fold"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TValue Value)> FoldByKey<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, TValue zero, Func<TValue, TValue, TValue> fold, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(fold);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        Func<TValue> zeros = Keyed.CopiesOf(zero, stream.Context.Runtime.Encoding);
        var hints = new CombineHints();
        return Derived(stream, "FoldByKey", (rdd, info) =>
            Keyed.Combine<TKey, TValue, TValue, FunctionCombiner<TValue, TValue>>(
                rdd, new FunctionCombiner<TValue, TValue>(value => fold(zeros(), value), fold, fold), choice, hints, info));
    }

    /// <summary>Combines the values of each key within each batch, beginning with a zero.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="zero">What every key begins with in each partition, so it must be neutral: 0 for a sum. If its type can change, every key gets
    /// a copy made by the codec.</param>
    /// <param name="fold">Combines two values; must be associative, and may change and return the first.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key of the batch.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TValue Value)> FoldByKey<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, TValue zero, Func<TValue, TValue, TValue> fold, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(fold);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        Func<TValue> zeros = Keyed.CopiesOf(zero, stream.Context.Runtime.Encoding);
        var hints = new CombineHints();
        return Derived(stream, "FoldByKey", (rdd, info) =>
            Keyed.Combine<TKey, TValue, TValue, FunctionCombiner<TValue, TValue>>(
                rdd, new FunctionCombiner<TValue, TValue>(value => fold(zeros(), value), fold, fold), choice, hints, info));
    }
}
