using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    /// <summary>Each record once.</summary>
    /// <param name="partitions">Partitions of the result, by the hash of the record; by default those of an input that is partitioned so already, else as many as the
    /// context says.</param>
    /// <returns>Each record that occurs, in order of first appearance within its partition. Records are equal if they are the same key.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> has no stable identity.</exception>
    public Rdd<T> Distinct(int? partitions = null)
    {
        PartitioningChoice<T> choice = PartitioningChoice<T>.Of(partitions);
        return Keyed.Distinct(this, choice, new CombineHints(), OperatorInfo.OfRdd("Distinct"));
    }

    /// <summary>Each record once.</summary>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>Each record that occurs, in order of first appearance within its partition. Records are equal if they are the same key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> has no stable identity.</exception>
    public Rdd<T> Distinct(Partitioner<T> partitioner)
    {
        PartitioningChoice<T> choice = PartitioningChoice<T>.Of(partitioner);
        return Keyed.Distinct(this, choice, new CombineHints(), OperatorInfo.OfRdd("Distinct"));
    }

    /// <summary>Puts a key in front of each record.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <param name="selector">Gives the key of a record; called once per record on an engine thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is null.</exception>
    public Rdd<(TKey Key, T Value)> KeyBy<TKey>(Func<T, TKey> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Keyed.KeyBy(this, selector, OperatorInfo.OfRdd("KeyBy"));
    }

    /// <summary>Gathers the records of each key.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <param name="selector">Gives the key of a record; called once per record on an engine thread.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default those of an input that is partitioned so already, else as many as the
    /// context says.</param>
    /// <returns>One pair for each key; records in their order. Lists stay valid and cannot be changed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public Rdd<(TKey Key, IReadOnlyList<T> Value)> GroupBy<TKey>(Func<T, TKey> selector, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(selector);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitions);
        return Keyed.Group(Keyed.KeyBy(this, selector, OperatorInfo.OfRdd("GroupBy")), choice, new CombineHints(), OperatorInfo.OfRdd("GroupBy"));
    }

    /// <summary>Gathers the records of each key.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <param name="selector">Gives the key of a record; called once per record on an engine thread.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key; records in their order. Lists stay valid and cannot be changed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> or <paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public Rdd<(TKey Key, IReadOnlyList<T> Value)> GroupBy<TKey>(Func<T, TKey> selector, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(selector);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        return Keyed.Group(Keyed.KeyBy(this, selector, OperatorInfo.OfRdd("GroupBy")), choice, new CombineHints(), OperatorInfo.OfRdd("GroupBy"));
    }

    /// <summary>Keeps the records that another dataset has not.</summary>
    /// <param name="other">The other dataset.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the record; by default those of an input that is partitioned so already, else as many as the
    /// context says.</param>
    /// <returns>The records, duplicates included. Records are equal if they are the same key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> has no stable identity.</exception>
    public Rdd<T> Subtract(Rdd<T> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<T> choice = PartitioningChoice<T>.Of(partitions);
        return Keyed.Subtract(this, other, choice, OperatorInfo.OfRdd("Subtract"));
    }

    /// <summary>Keeps the records that another dataset has too.</summary>
    /// <param name="other">The other dataset.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the record; by default those of an input that is partitioned so already, else as many as the
    /// context says.</param>
    /// <returns>Each such record once. Records are equal if they are the same key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> has no stable identity.</exception>
    public Rdd<T> Intersection(Rdd<T> other, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<T> choice = PartitioningChoice<T>.Of(partitions);
        return Keyed.Intersect(this, other, choice, OperatorInfo.OfRdd("Intersection"));
    }

    /// <summary>Keeps the records that another dataset has not.</summary>
    /// <param name="other">The other dataset.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>The records, duplicates included. Records are equal if they are the same key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> or <paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> has no stable identity.</exception>
    public Rdd<T> Subtract(Rdd<T> other, Partitioner<T> partitioner)
    {
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<T> choice = PartitioningChoice<T>.Of(partitioner);
        return Keyed.Subtract(this, other, choice, OperatorInfo.OfRdd("Subtract"));
    }

    /// <summary>Keeps the records that another dataset has too.</summary>
    /// <param name="other">The other dataset.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>Each such record once. Records are equal if they are the same key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> or <paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> has no stable identity.</exception>
    public Rdd<T> Intersection(Rdd<T> other, Partitioner<T> partitioner)
    {
        ArgumentNullException.ThrowIfNull(other);
        PartitioningChoice<T> choice = PartitioningChoice<T>.Of(partitioner);
        return Keyed.Intersect(this, other, choice, OperatorInfo.OfRdd("Intersection"));
    }
}
