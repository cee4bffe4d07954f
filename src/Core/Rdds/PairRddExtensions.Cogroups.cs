using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public static partial class PairRddExtensions
{
    /// <summary>Gathers, for each key that any of three datasets has, the values of all.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther1">The type of the second values.</typeparam>
    /// <typeparam name="TOther2">The type of the third values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other1">The second pairs.</param>
    /// <param name="other2">The third pairs.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>One pair for each key; a dataset without values has an empty list. One that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (IReadOnlyList<TValue> First, IReadOnlyList<TOther1> Second, IReadOnlyList<TOther2> Third) Value)> Cogroup<TKey, TValue, TOther1, TOther2>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther1 Value)> other1, Rdd<(TKey Key, TOther2 Value)> other2, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other1);
        ArgumentNullException.ThrowIfNull(other2);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        return Keyed.Cogroup(rdd, other1, other2, choice, OperatorInfo.OfRdd("Cogroup"));
    }

    /// <summary>Gathers, for each key that any of three datasets has, the values of all.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther1">The type of the second values.</typeparam>
    /// <typeparam name="TOther2">The type of the third values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other1">The second pairs.</param>
    /// <param name="other2">The third pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key; a dataset without values has an empty list. One that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (IReadOnlyList<TValue> First, IReadOnlyList<TOther1> Second, IReadOnlyList<TOther2> Third) Value)> Cogroup<TKey, TValue, TOther1, TOther2>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther1 Value)> other1, Rdd<(TKey Key, TOther2 Value)> other2, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other1);
        ArgumentNullException.ThrowIfNull(other2);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        return Keyed.Cogroup(rdd, other1, other2, choice, OperatorInfo.OfRdd("Cogroup"));
    }

    /// <summary>Gathers, for each key that any of four datasets has, the values of all.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther1">The type of the second values.</typeparam>
    /// <typeparam name="TOther2">The type of the third values.</typeparam>
    /// <typeparam name="TOther3">The type of the fourth values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other1">The second pairs.</param>
    /// <param name="other2">The third pairs.</param>
    /// <param name="other3">The fourth pairs.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>One pair for each key; a dataset without values has an empty list. One that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (IReadOnlyList<TValue> First, IReadOnlyList<TOther1> Second, IReadOnlyList<TOther2> Third, IReadOnlyList<TOther3> Fourth) Value)> Cogroup<TKey, TValue, TOther1, TOther2, TOther3>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther1 Value)> other1, Rdd<(TKey Key, TOther2 Value)> other2, Rdd<(TKey Key, TOther3 Value)> other3, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other1);
        ArgumentNullException.ThrowIfNull(other2);
        ArgumentNullException.ThrowIfNull(other3);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        return Keyed.Cogroup(rdd, other1, other2, other3, choice, OperatorInfo.OfRdd("Cogroup"));
    }

    /// <summary>Gathers, for each key that any of four datasets has, the values of all.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther1">The type of the second values.</typeparam>
    /// <typeparam name="TOther2">The type of the third values.</typeparam>
    /// <typeparam name="TOther3">The type of the fourth values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other1">The second pairs.</param>
    /// <param name="other2">The third pairs.</param>
    /// <param name="other3">The fourth pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key; a dataset without values has an empty list. One that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (IReadOnlyList<TValue> First, IReadOnlyList<TOther1> Second, IReadOnlyList<TOther2> Third, IReadOnlyList<TOther3> Fourth) Value)> Cogroup<TKey, TValue, TOther1, TOther2, TOther3>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther1 Value)> other1, Rdd<(TKey Key, TOther2 Value)> other2, Rdd<(TKey Key, TOther3 Value)> other3, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other1);
        ArgumentNullException.ThrowIfNull(other2);
        ArgumentNullException.ThrowIfNull(other3);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        return Keyed.Cogroup(rdd, other1, other2, other3, choice, OperatorInfo.OfRdd("Cogroup"));
    }
}
