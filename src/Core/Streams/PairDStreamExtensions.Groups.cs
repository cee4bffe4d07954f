using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public static partial class PairDStreamExtensions
{
    /// <summary>Gathers the values of each key within each batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>One pair for each key of the batch; values in the order of the batch. Lists stay valid and cannot be changed.</returns>
    /// <remarks>All values of a key come to one task. Where they are only added up, <c>ReduceByKey</c> or <c>CombineByKey</c> moves much
    /// less.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, IReadOnlyList<TValue> Value)> GroupByKey<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        var hints = new CombineHints();
        return Derived(stream, "GroupByKey", (rdd, info) =>
            Keyed.Group(rdd, choice, hints, info));
    }

    /// <summary>Gathers the values of each key within each batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key of the batch; values in the order of the batch. Lists stay valid and cannot be changed.</returns>
    /// <remarks>All values of a key come to one task. Where they are only added up, <c>ReduceByKey</c> or <c>CombineByKey</c> moves much
    /// less.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, IReadOnlyList<TValue> Value)> GroupByKey<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        var hints = new CombineHints();
        return Derived(stream, "GroupByKey", (rdd, info) =>
            Keyed.Group(rdd, choice, hints, info));
    }
}
