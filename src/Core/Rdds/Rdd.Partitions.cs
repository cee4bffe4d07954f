using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    /// <summary>Replaces each partition by what a function makes of its number and its records.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Called once per partition on an engine thread, also for empty ones; told the partition's number, from 0. The sequence
    /// it is given is valid during the call and while its result is read.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    public Rdd<TOut> MapPartitionsWithIndex<TOut>(Func<int, IEnumerable<T>, IEnumerable<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new MapPartitionsRdd<T, TOut>(this, function, OperatorInfo.OfRdd("MapPartitionsWithIndex"));
    }

    /// <summary>Makes one array of each partition's records, an empty one of an empty partition.</summary>
    public Rdd<T[]> Glom() => Glom(OperatorInfo.OfRdd("Glom"));

    /// <summary>The same records; on a cluster they are computed where the batch is coordinated, in one process, with all that is derived from them, by actions of
    /// a batch's body. So their functions may use whatever the body has, and change it. Elsewhere nothing differs.</summary>
    public Rdd<T> ToLocal() => new LocalRdd<T>(this, OperatorInfo.OfRdd("ToLocal"));

    /// <summary>Merges neighbouring partitions without a shuffle, so that there are fewer tasks. The order of records stays.</summary>
    /// <param name="partitions">How many partitions to have at most; a dataset with fewer stays as it is. At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    public Rdd<T> Coalesce(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        return Coalesce(partitions, OperatorInfo.OfRdd("Coalesce"));
    }

    /// <summary>Makes each partition from the same partition of this dataset and another.</summary>
    /// <typeparam name="TOther">The other records' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="other">A dataset with as many partitions.</param>
    /// <param name="function">Called once per partition on an engine thread; the sequences are valid during the call and while its result is read.
    /// They may differ in length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The datasets differ in their number of partitions, or belong to different contexts.</exception>
    public Rdd<TOut> ZipPartitions<TOther, TOut>(Rdd<TOther> other, Func<IEnumerable<T>, IEnumerable<TOther>, IEnumerable<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(function);
        ThrowUnlessAsManyPartitions(other, nameof(ZipPartitions));
        return new ZipPartitionsRdd<T, TOther, TOut>(this, other, function, OperatorInfo.OfRdd("ZipPartitions"));
    }

    internal Rdd<T> Coalesce(int partitions, OperatorInfo info) => partitions >= PartitionCount ? this : new CoalescedRdd<T>(this, partitions, info);

    internal MapPartitionsRdd<T, T[]> Glom(OperatorInfo info) => new(this, static (_, records) => [[.. records]], info);

    private void ThrowUnlessAsManyPartitions(Rdd other, string operation)
    {
        if (other.PartitionCount != PartitionCount)
        {
            throw new ArgumentException(
                $"{operation} needs as many partitions on both sides; one dataset has {PartitionCount} and the other {other.PartitionCount}.", nameof(other));
        }
    }
}
