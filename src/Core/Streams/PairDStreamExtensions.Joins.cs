using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public static partial class PairDStreamExtensions
{
    /// <summary>Gathers, for each key that either side has, the values of both, batch by batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="other">The other pairs. Of the same context, with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>One pair for each key; a side without values has an empty list. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, (IReadOnlyList<TValue> Left, IReadOnlyList<TOther> Right) Value)> Cogroup<TKey, TValue, TOther>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, TOther Value)> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        var hints = new CombineHints();
        return Joined(stream, other, "Cogroup", (left, right, info) =>
            Keyed.Cogroup(left, right, choice, hints, info));
    }

    /// <summary>Gathers, for each key that either side has, the values of both, batch by batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="other">The other pairs. Of the same context, with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key; a side without values has an empty list. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, (IReadOnlyList<TValue> Left, IReadOnlyList<TOther> Right) Value)> Cogroup<TKey, TValue, TOther>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, TOther Value)> other, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        var hints = new CombineHints();
        return Joined(stream, other, "Cogroup", (left, right, info) =>
            Keyed.Cogroup(left, right, choice, hints, info));
    }

    /// <summary>Joins the values of the keys that both sides have, batch by batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="other">The other pairs. Of the same context, with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A side that is partitioned alike already is not
    /// moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, (TValue Left, TOther Right) Value)> Join<TKey, TValue, TOther>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, TOther Value)> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        var hints = new CombineHints();
        return Joined(stream, other, "Join", (left, right, info) =>
            Keyed.InnerJoin(left, right, choice, hints, info));
    }

    /// <summary>Joins the values of the keys that both sides have, batch by batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="other">The other pairs. Of the same context, with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A side that is partitioned alike already is not
    /// moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, (TValue Left, TOther Right) Value)> Join<TKey, TValue, TOther>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, TOther Value)> other, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        var hints = new CombineHints();
        return Joined(stream, other, "Join", (left, right, info) =>
            Keyed.InnerJoin(left, right, choice, hints, info));
    }

    /// <summary>Joins the values of this side's keys with the other side's, if there are any, batch by batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="other">The other pairs. Of the same context, with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A key without values on the other side appears once for
    /// each of its own. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, (TValue Left, Option<TOther> Right) Value)> LeftOuterJoin<TKey, TValue, TOther>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, TOther Value)> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        var hints = new CombineHints();
        return Joined(stream, other, "LeftOuterJoin", (left, right, info) =>
            Keyed.LeftJoin(left, right, choice, hints, info));
    }

    /// <summary>Joins the values of this side's keys with the other side's, if there are any, batch by batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="other">The other pairs. Of the same context, with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A key without values on the other side appears once for
    /// each of its own. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, (TValue Left, Option<TOther> Right) Value)> LeftOuterJoin<TKey, TValue, TOther>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, TOther Value)> other, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        var hints = new CombineHints();
        return Joined(stream, other, "LeftOuterJoin", (left, right, info) =>
            Keyed.LeftJoin(left, right, choice, hints, info));
    }

    /// <summary>Joins the values of the other side's keys with this side's, if there are any, batch by batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="other">The other pairs. Of the same context, with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A key without values on this side appears once for each
    /// of the other's. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, (Option<TValue> Left, TOther Right) Value)> RightOuterJoin<TKey, TValue, TOther>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, TOther Value)> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        var hints = new CombineHints();
        return Joined(stream, other, "RightOuterJoin", (left, right, info) =>
            Keyed.RightJoin(left, right, choice, hints, info));
    }

    /// <summary>Joins the values of the other side's keys with this side's, if there are any, batch by batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="other">The other pairs. Of the same context, with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A key without values on this side appears once for each
    /// of the other's. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, (Option<TValue> Left, TOther Right) Value)> RightOuterJoin<TKey, TValue, TOther>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, TOther Value)> other, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        var hints = new CombineHints();
        return Joined(stream, other, "RightOuterJoin", (left, right, info) =>
            Keyed.RightJoin(left, right, choice, hints, info));
    }

    /// <summary>Joins the values of the keys that either side has, batch by batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="other">The other pairs. Of the same context, with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A missing side is none. A side that is partitioned alike
    /// already is not moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, (Option<TValue> Left, Option<TOther> Right) Value)> FullOuterJoin<TKey, TValue, TOther>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, TOther Value)> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        var hints = new CombineHints();
        return Joined(stream, other, "FullOuterJoin", (left, right, info) =>
            Keyed.FullJoin(left, right, choice, hints, info));
    }

    /// <summary>Joins the values of the keys that either side has, batch by batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="other">The other pairs. Of the same context, with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>Duplicates multiply: each value of one side meets each value of the other. A missing side is none. A side that is partitioned alike
    /// already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, (Option<TValue> Left, Option<TOther> Right) Value)> FullOuterJoin<TKey, TValue, TOther>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, TOther Value)> other, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        var hints = new CombineHints();
        return Joined(stream, other, "FullOuterJoin", (left, right, info) =>
            Keyed.FullJoin(left, right, choice, hints, info));
    }

    /// <summary>Keeps the pairs whose keys the other side has not, batch by batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="other">The other pairs. Of the same context, with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned by key already,
    /// else as many as the context says.</param>
    /// <returns>The pairs, duplicates included. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TValue Value)> SubtractByKey<TKey, TValue, TOther>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, TOther Value)> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        var hints = new CombineHints();
        return Joined(stream, other, "SubtractByKey", (left, right, info) =>
            Keyed.SubtractByKey(left, right, choice, hints, info));
    }

    /// <summary>Keeps the pairs whose keys the other side has not, batch by batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOther">The type of the other values.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="other">The other pairs. Of the same context, with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>The pairs, duplicates included. A side that is partitioned alike already is not moved.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TValue Value)> SubtractByKey<TKey, TValue, TOther>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, TOther Value)> other, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        var hints = new CombineHints();
        return Joined(stream, other, "SubtractByKey", (left, right, info) =>
            Keyed.SubtractByKey(left, right, choice, hints, info));
    }
}
