using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public static partial class PairRddExtensions
{
    /// <summary>Gathers, for each key that either side has, the values of both.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other">The other pairs.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>One pair for each key; a side without values has an empty list. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (IReadOnlyList<TValue> Left, IReadOnlyList<TOther> Right) Value)> Cogroup<TKey, TValue, TOther>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther Value)> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        return Keyed.Cogroup(rdd, other, choice, new CombineHints(), OperatorInfo.OfRdd("Cogroup"));
    }

    /// <summary>Gathers, for each key that either side has, the values of both.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other">The other pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key; a side without values has an empty list. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (IReadOnlyList<TValue> Left, IReadOnlyList<TOther> Right) Value)> Cogroup<TKey, TValue, TOther>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther Value)> other, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        return Keyed.Cogroup(rdd, other, choice, new CombineHints(), OperatorInfo.OfRdd("Cogroup"));
    }

    /// <summary>Joins the values of the keys that both sides have.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other">The other pairs.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A side that is partitioned alike already is not
    /// moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (TValue Left, TOther Right) Value)> Join<TKey, TValue, TOther>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther Value)> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        return Keyed.InnerJoin(rdd, other, choice, new CombineHints(), OperatorInfo.OfRdd("Join"));
    }

    /// <summary>Joins the values of the keys that both sides have.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other">The other pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A side that is partitioned alike already is not
    /// moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (TValue Left, TOther Right) Value)> Join<TKey, TValue, TOther>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther Value)> other, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        return Keyed.InnerJoin(rdd, other, choice, new CombineHints(), OperatorInfo.OfRdd("Join"));
    }

    /// <summary>Joins the values of this side's keys with the other side's, if there are any.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other">The other pairs.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A key without values on the other side appears once for
    /// each of its own. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (TValue Left, Option<TOther> Right) Value)> LeftOuterJoin<TKey, TValue, TOther>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther Value)> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        return Keyed.LeftJoin(rdd, other, choice, new CombineHints(), OperatorInfo.OfRdd("LeftOuterJoin"));
    }

    /// <summary>Joins the values of this side's keys with the other side's, if there are any.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other">The other pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A key without values on the other side appears once for
    /// each of its own. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (TValue Left, Option<TOther> Right) Value)> LeftOuterJoin<TKey, TValue, TOther>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther Value)> other, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        return Keyed.LeftJoin(rdd, other, choice, new CombineHints(), OperatorInfo.OfRdd("LeftOuterJoin"));
    }

    /// <summary>Joins the values of the other side's keys with this side's, if there are any.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other">The other pairs.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A key without values on this side appears once for each
    /// of the other's. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (Option<TValue> Left, TOther Right) Value)> RightOuterJoin<TKey, TValue, TOther>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther Value)> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        return Keyed.RightJoin(rdd, other, choice, new CombineHints(), OperatorInfo.OfRdd("RightOuterJoin"));
    }

    /// <summary>Joins the values of the other side's keys with this side's, if there are any.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other">The other pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A key without values on this side appears once for each
    /// of the other's. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (Option<TValue> Left, TOther Right) Value)> RightOuterJoin<TKey, TValue, TOther>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther Value)> other, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        return Keyed.RightJoin(rdd, other, choice, new CombineHints(), OperatorInfo.OfRdd("RightOuterJoin"));
    }

    /// <summary>Joins the values of the keys that either side has.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other">The other pairs.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A missing side is none. A side that is partitioned alike
    /// already is not moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (Option<TValue> Left, Option<TOther> Right) Value)> FullOuterJoin<TKey, TValue, TOther>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther Value)> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        return Keyed.FullJoin(rdd, other, choice, new CombineHints(), OperatorInfo.OfRdd("FullOuterJoin"));
    }

    /// <summary>Joins the values of the keys that either side has.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other">The other pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A missing side is none. A side that is partitioned alike
    /// already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, (Option<TValue> Left, Option<TOther> Right) Value)> FullOuterJoin<TKey, TValue, TOther>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther Value)> other, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        return Keyed.FullJoin(rdd, other, choice, new CombineHints(), OperatorInfo.OfRdd("FullOuterJoin"));
    }

    /// <summary>Keeps the pairs whose keys the other side has not.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other">The other pairs.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>The pairs, duplicates included. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, TValue Value)> SubtractByKey<TKey, TValue, TOther>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther Value)> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        return Keyed.SubtractByKey(rdd, other, choice, new CombineHints(), OperatorInfo.OfRdd("SubtractByKey"));
    }

    /// <summary>Keeps the pairs whose keys the other side has not.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="other">The other pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>The pairs, duplicates included. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, TValue Value)> SubtractByKey<TKey, TValue, TOther>(
        this Rdd<(TKey Key, TValue Value)> rdd, Rdd<(TKey Key, TOther Value)> other, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        return Keyed.SubtractByKey(rdd, other, choice, new CombineHints(), OperatorInfo.OfRdd("SubtractByKey"));
    }
}
