using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    /// <summary>Sorts the records by a key.</summary>
    /// <typeparam name="TKey">The keys' type: comparable, or a tuple, nullable or option of such.</typeparam>
    /// <param name="selector">Gives the key of a record; called once per record on an engine thread.</param>
    /// <param name="ascending">Whether smaller keys come first.</param>
    /// <param name="partitions">Partitions of the result; by default as many as there are.</param>
    /// <returns><inheritdoc cref="PairRddExtensions.SortByKey{TKey, TValue}(Rdd{ValueTuple{TKey, TValue}}, bool, int?)" path="/returns/node()"/></returns>
    /// <remarks><inheritdoc cref="PairRddExtensions.SortByKey{TKey, TValue}(Rdd{ValueTuple{TKey, TValue}}, bool, int?)" path="/remarks/node()"/></remarks>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException">Keys cannot be compared.</exception>
    public Rdd<T> SortBy<TKey>(Func<T, TKey> selector, bool ascending = true, int? partitions = null) =>
        SortBy(selector, NaturalOrder.Of<TKey>(), ascending, partitions);

    /// <summary>Sorts the records by a key with an order of its own.</summary>
    /// <typeparam name="TKey">The keys' type.</typeparam>
    /// <param name="selector">Gives the key of a record; called once per record on an engine thread.</param>
    /// <param name="comparer">The order; used by several engine threads at once.</param>
    /// <param name="ascending">Whether keys that the order puts first come first.</param>
    /// <param name="partitions">Partitions of the result; by default as many as there are.</param>
    /// <returns><inheritdoc cref="PairRddExtensions.SortByKey{TKey, TValue}(Rdd{ValueTuple{TKey, TValue}}, bool, int?)" path="/returns/node()"/></returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> or <paramref name="comparer"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    public Rdd<T> SortBy<TKey>(Func<T, TKey> selector, IComparer<TKey> comparer, bool ascending = true, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(selector);
        ArgumentNullException.ThrowIfNull(comparer);
        Keyed.ThrowIfNoPartitions(partitions);
        OperatorInfo info = OperatorInfo.OfRdd("SortBy");
        return Keyed.Values(Keyed.SortByKey(Keyed.KeyBy(this, selector, info), comparer, ascending, partitions, info), info);
    }
}
