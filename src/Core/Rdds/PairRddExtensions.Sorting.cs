using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public static partial class PairRddExtensions
{
    /// <summary>Sorts the pairs by their keys.</summary>
    /// <typeparam name="TKey">The keys' type: comparable, or a tuple, nullable or option of such.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="ascending">Whether smaller keys come first.</param>
    /// <param name="partitions">Partitions of the result; by default as many as there are.</param>
    /// <returns>Partition after partition in order; what has equal keys keeps its order and lies in one partition. Partitions are of about the same
    /// size, as far as keys differ.</returns>
    /// <remarks>Null comes first, text is compared by its UTF-16 code units and never by a culture, NaN comes before all numbers. The ranges are cut by
    /// a sample when the dataset is first computed.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException">Keys cannot be compared.</exception>
    public static Rdd<(TKey Key, TValue Value)> SortByKey<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd, bool ascending = true, int? partitions = null) =>
        rdd.SortByKey(NaturalOrder.Of<TKey>(), ascending, partitions);

    /// <summary>Sorts the pairs by their keys with an order of its own.</summary>
    /// <typeparam name="TKey">The keys' type.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="comparer">The order; used by several engine threads at once.</param>
    /// <param name="ascending">Whether keys that the order puts first come first.</param>
    /// <param name="partitions">Partitions of the result; by default as many as there are.</param>
    /// <returns><inheritdoc cref="SortByKey{TKey, TValue}(Rdd{ValueTuple{TKey, TValue}}, bool, int?)" path="/returns/node()"/></returns>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="comparer"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    public static Rdd<(TKey Key, TValue Value)> SortByKey<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd, IComparer<TKey> comparer, bool ascending = true, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(comparer);
        Keyed.ThrowIfNoPartitions(partitions);
        return Keyed.SortByKey(rdd, comparer, ascending, partitions, OperatorInfo.OfRdd("SortByKey"));
    }

    /// <summary>Moves each pair to the partition of its key and sorts each partition by the keys.</summary>
    /// <typeparam name="TKey">The keys' type: comparable, or a tuple, nullable or option of such.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>The pairs; those of equal keys keep their order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException">Keys cannot be compared, or have no stable identity.</exception>
    public static Rdd<(TKey Key, TValue Value)> RepartitionAndSortWithinPartitions<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd, Partitioner<TKey> partitioner) =>
        rdd.RepartitionAndSortWithinPartitions(partitioner, NaturalOrder.Of<TKey>());

    /// <summary>Moves each pair to the partition of its key and sorts each partition by the keys with an order of its own.</summary>
    /// <typeparam name="TKey">The keys' type.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <param name="comparer">The order; used by several engine threads at once.</param>
    /// <returns>The pairs; those of equal keys keep their order.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    public static Rdd<(TKey Key, TValue Value)> RepartitionAndSortWithinPartitions<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd, Partitioner<TKey> partitioner, IComparer<TKey> comparer)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(comparer);
        PartitioningChoice<TKey> choice = PartitioningChoice<TKey>.Of(partitioner);
        OperatorInfo info = OperatorInfo.OfRdd("RepartitionAndSortWithinPartitions");
        return new SortPartitionsRdd<TKey, TValue>(Keyed.Partition(rdd, choice.Resolve(rdd.Scope.Job), info), comparer, info);
    }
}
