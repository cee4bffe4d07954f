using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    /// <summary>Pairs each record with the one in the same place of another dataset.</summary>
    /// <typeparam name="TOther">The other records' type.</typeparam>
    /// <param name="other">A dataset with as many partitions, and as many records in each; such as one made from this one by <c>Map</c>. Unequal
    /// counts fail the task with an error that names the partition and both.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentException">The datasets differ in their number of partitions, or belong to different contexts.</exception>
    public Rdd<(T First, TOther Second)> Zip<TOther>(Rdd<TOther> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ThrowUnlessAsManyPartitions(other, nameof(Zip));
        return new ZipRdd<T, TOther>(this, other, OperatorInfo.OfRdd("Zip"));
    }

    /// <summary>Pairs each record with its place in the dataset, from 0, partition after partition.</summary>
    /// <remarks>With more than one partition the dataset is computed twice: to count its partitions, and to number the records.</remarks>
    public Rdd<(T Value, long Index)> ZipWithIndex()
    {
        OperatorInfo info = OperatorInfo.OfRdd("ZipWithIndex");
        if (PartitionCount <= 1)
        {
            return new IndexedRdd<T>(this, static _ => 0, 1, counts: null, info);
        }

        var counts = new CountShuffle<T>(this, info);
        return new IndexedRdd<T>(this, counts.Before, 1, counts, info);
    }

    /// <summary>Pairs each record with a number that no other record has: record k of partition p of n gets k * n + p.</summary>
    public Rdd<(T Value, long Id)> ZipWithUniqueId() =>
        new IndexedRdd<T>(this, static partition => partition, PartitionCount, counts: null, OperatorInfo.OfRdd("ZipWithUniqueId"));

    /// <summary>Pairs every record with every record of another dataset.</summary>
    /// <typeparam name="TOther">The other records' type.</typeparam>
    /// <param name="other">The other dataset; its partitions are computed again for each partition of this one.</param>
    /// <returns>A partition for each pair of partitions; this dataset's records are the outer loop.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentException">The datasets belong to different contexts.</exception>
    /// <exception cref="OverflowException">There would be more than 2 147 483 647 partitions.</exception>
    public Rdd<(T First, TOther Second)> Cartesian<TOther>(Rdd<TOther> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new CartesianRdd<T, TOther>(this, other, OperatorInfo.OfRdd("Cartesian"));
    }
}
