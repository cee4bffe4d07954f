using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Streams;

namespace OrleansStream;

/// <summary>Operations on streams of (key, value) pairs, batch by batch.</summary>
/// <remarks>
/// Keys that are the same key by <see cref="KeyIdentity{T}"/> come together in one partition; null is a key like any other. A stream
/// whose partitions already follow the rule that an operation wants, because another keyed operation made it, is not moved again.
/// </remarks>
public static partial class PairDStreamExtensions
{
    private static DerivedStream<(TKey Key, TValue Value), TOut> Derived<TKey, TValue, TOut>(
        DStream<(TKey Key, TValue Value)> stream, string kind, Func<Rdd<(TKey Key, TValue Value)>, OperatorInfo, Rdd<TOut>> derive)
    {
        // Types that the shuffle cannot handle are refused here, where the stack names the line to mend.
        JobEncoding encoding = stream.Context.Runtime.Encoding;
        _ = encoding.KeyFor<TKey>();
        _ = encoding.DetacherFor<(TKey, TValue)>();
        return new DerivedStream<(TKey Key, TValue Value), TOut>(stream, kind, derive);
    }

    private static DerivedStream<(TKey Key, TValue Value), TOut> Narrow<TKey, TValue, TOut>(
        DStream<(TKey Key, TValue Value)> stream, string kind, Func<Rdd<(TKey Key, TValue Value)>, OperatorInfo, Rdd<TOut>> derive) =>
        new(stream, kind, derive);

    private static CombinedStream<TOut> Joined<TKey, TValue, TOther, TOut>(
        DStream<(TKey Key, TValue Value)> stream,
        DStream<(TKey Key, TOther Value)> other,
        string kind,
        Func<Rdd<(TKey Key, TValue Value)>, Rdd<(TKey Key, TOther Value)>, OperatorInfo, Rdd<TOut>> derive)
    {
        DStream[] parents = Parents.Check<DStream>(stream.Context, [stream, other], nameof(other));
        JobEncoding encoding = stream.Context.Runtime.Encoding;
        _ = encoding.KeyFor<TKey>();
        _ = encoding.DetacherFor<(TKey, TValue)>();
        _ = encoding.DetacherFor<(TKey, TOther)>();
        return new CombinedStream<TOut>(parents, kind, (datasets, info) =>
            derive((Rdd<(TKey Key, TValue Value)>)datasets[0], (Rdd<(TKey Key, TOther Value)>)datasets[1], info));
    }
}
