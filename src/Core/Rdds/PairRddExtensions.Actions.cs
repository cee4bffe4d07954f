using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream;

public static partial class PairRddExtensions
{
    /// <summary>Computes the dataset and gives its pairs by key; of those with the same key the last in the dataset counts.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding, so null is a key.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> is null.</exception>
    /// <exception cref="UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public static async Task<KeyDictionary<TKey, TValue>> CollectAsMapAsync<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        KeyIdentity<TKey> identity = rdd.Scope.Encoding.KeyFor<TKey>();
        return new KeyDictionary<TKey, TValue>(identity, await rdd.CollectAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Combines the values of each key and gives the results by key.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding, so null is a key.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="reduce">Combines two values; must be associative, and must not change the values it is given. Values meet in order.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="OperatorFailedException">User code threw.</exception>
    public static Task<KeyDictionary<TKey, TValue>> ReduceByKeyLocallyAsync<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd, Func<TValue, TValue, TValue> reduce, CancellationToken cancellationToken = default) =>
        rdd.ReduceByKey(reduce).CollectAsMapAsync(cancellationToken);

    /// <summary>Counts the pairs of each key.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding, so null is a key.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> is null.</exception>
    /// <exception cref="UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public static Task<KeyDictionary<TKey, long>> CountByKeyAsync<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        return rdd.Map(static pair => pair.Key).CountByValueAsync(cancellationToken);
    }

    /// <summary>The values of a key, in order.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding, so null is a key.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> is null.</exception>
    /// <exception cref="UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    /// <remarks>Computes one partition only if the pairs are partitioned by key, as behind <c>ReduceByKey</c>; otherwise all.</remarks>
    public static Task<IReadOnlyList<TValue>> LookupAsync<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd, TKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        KeyIdentity<TKey> identity = rdd.Scope.Encoding.KeyFor<TKey>();
        int[]? only = rdd.Partitioning is Partitioning<TKey> keyed ? [keyed.Placement.Of(key, identity.Hash(key))] : null;
        return rdd.Filter(pair => identity.Equals(pair.Key, key)).Map(static pair => pair.Value).CollectAsync(only, cancellationToken);
    }
}
