using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public static partial class PairRddExtensions
{
    /// <summary>Gathers the values of each key.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>One pair for each key, in order of first appearance within its partition; values in the order of the dataset. Lists stay valid and
    /// cannot be changed.</returns>
    /// <remarks>All values of a key come to one task. Where they are only added up, <c>ReduceByKey</c> or <c>CombineByKey</c> moves much
    /// less.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, IReadOnlyList<TValue> Value)> GroupByKey<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        return Keyed.Group(rdd, choice, new CombineHints(), OperatorInfo.OfRdd("GroupByKey"));
    }

    /// <summary>Gathers the values of each key.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key, in order of first appearance within its partition; values in the order of the dataset. Lists stay valid and
    /// cannot be changed.</returns>
    /// <remarks>All values of a key come to one task. Where they are only added up, <c>ReduceByKey</c> or <c>CombineByKey</c> moves much
    /// less.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, IReadOnlyList<TValue> Value)> GroupByKey<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        return Keyed.Group(rdd, choice, new CombineHints(), OperatorInfo.OfRdd("GroupByKey"));
    }
}
