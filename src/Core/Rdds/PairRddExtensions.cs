using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

/// <summary>Operations on datasets of (key, value) pairs.</summary>
public static partial class PairRddExtensions
{
    /// <summary>Combines the values of each key with an associative function.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="reduce">Combines two values; must be associative, and must not change the values it is given: a task that is
    /// run again gives them again. Values meet in partition order, so the result is reproducible.</param>
    /// <param name="partitions">Partitions of the result; by default the context's.</param>
    /// <returns>One pair for each key, in order of first appearance within its partition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="reduce"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    public static Rdd<(TKey Key, TValue Value)> ReduceByKey<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd, Func<TValue, TValue, TValue> reduce, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(reduce);
        int count = partitions ?? rdd.Scope.Job.DefaultPartitions;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(partitions));
        return new CombineRdd<TKey, TValue>(CombineShuffle<TKey, TValue>.Create<TValue, ReduceCombiner<TValue>>(
            rdd, new ReduceCombiner<TValue>(reduce), Partitioning<TKey>.ByHash(rdd.Scope.Job, count), new CombineHints(), OperatorInfo.OfRdd("ReduceByKey")));
    }
}
