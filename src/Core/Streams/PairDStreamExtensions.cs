using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Streams;

namespace OrleansStream;

/// <summary>Operations on streams of (key, value) pairs.</summary>
public static class PairDStreamExtensions
{
    /// <summary>Combines the values of each key within each batch.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="reduce">Combines two values; must be associative, and must not change the values it is given: a task that is
    /// run again gives them again. Values meet in partition order, so the result is reproducible.</param>
    /// <param name="partitions">Partitions of the result; by default the context's.</param>
    /// <returns>One pair for each key of the batch.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="reduce"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TValue Value)> ReduceByKey<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, TValue, TValue> reduce, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(reduce);
        JobRuntime job = stream.Context.Runtime;
        int count = partitions ?? job.DefaultPartitions;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(partitions));

        // A key type without identity is refused here, where the stack names the line to mend.
        _ = job.Encoding.KeyFor<TKey>();
        var hints = new CombineHints();
        return new DerivedStream<(TKey Key, TValue Value), (TKey Key, TValue Value)>(stream, "ReduceByKey", (rdd, info) =>
            new CombineRdd<TKey, TValue>(CombineShuffle<TKey, TValue>.Create<TValue, ReduceCombiner<TValue>>(
                rdd, new ReduceCombiner<TValue>(reduce), Partitioning<TKey>.ByHash(job, count), hints, info)));
    }
}
