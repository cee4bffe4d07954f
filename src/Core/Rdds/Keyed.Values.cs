using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Rdds;

internal static partial class Keyed
{
    internal static Rdd<(TKey Key, TOut Value)> MapValues<TKey, TValue, TOut>(
        Rdd<(TKey Key, TValue Value)> rdd, Func<TValue, TOut> function, OperatorInfo info) =>
        new MapValuesRdd<TKey, TValue, TOut>(rdd, function, info);

    internal static Rdd<(TKey Key, T Value)> KeyBy<T, TKey>(Rdd<T> rdd, Func<T, TKey> selector, OperatorInfo info) =>
        new MapRdd<T, (TKey Key, T Value)>(rdd, record => (selector(record), record), info);

    /// <summary>How often each record occurs.</summary>
    internal static Rdd<(T Key, long Value)> CountByValue<T>(Rdd<T> rdd, PartitioningChoice<T> choice, CombineHints hints, OperatorInfo info) =>
        Combine<T, bool, long, CountCombiner<bool>>(AsKeys(rdd, info), default, choice, hints, info);

    /// <summary>Each record once.</summary>
    internal static Rdd<T> Distinct<T>(Rdd<T> rdd, PartitioningChoice<T> choice, CombineHints hints, OperatorInfo info) =>
        Keys(Combine<T, bool, bool, FirstCombiner<bool>>(AsKeys(rdd, info), default, choice, hints, info), info);

    /// <summary>The records that another dataset has not.</summary>
    internal static Rdd<T> Subtract<T>(Rdd<T> rdd, Rdd<T> other, PartitioningChoice<T> choice, OperatorInfo info) =>
        Keys(SubtractByKey(AsKeys(rdd, info), AsKeys(other, info), choice, new CombineHints(), info), info);

    /// <summary>Each record that both datasets have, once.</summary>
    internal static Rdd<T> Intersect<T>(Rdd<T> rdd, Rdd<T> other, PartitioningChoice<T> choice, OperatorInfo info) =>
        Keys(
            Join<T, bool, bool, bool, IntersectShape<bool, bool>>(AsKeys(rdd, info), AsKeys(other, info), choice, new CombineHints(), info), info);

    internal static Rdd<TKey> Keys<TKey, TValue>(Rdd<(TKey Key, TValue Value)> rdd, OperatorInfo info) =>
        new MapRdd<(TKey Key, TValue Value), TKey>(rdd, static pair => pair.Key, info);

    internal static Rdd<TValue> Values<TKey, TValue>(Rdd<(TKey Key, TValue Value)> rdd, OperatorInfo info) =>
        new MapRdd<(TKey Key, TValue Value), TValue>(rdd, static pair => pair.Value, info);

    /// <summary>At most one record: all records of the dataset reduced in order.</summary>
    internal static Rdd<T> Reduce<T>(Rdd<T> rdd, Func<T, T, T> reduce, OperatorInfo info) =>
        new ReducePartitionsRdd<T>(new ReducePartitionsRdd<T>(rdd, reduce, info).Repartition(1, info), reduce, info);

    /// <summary>Makes the first value of each key's combination from a zero that user code may change: everyone gets a copy.</summary>
    internal static Func<TCombined> CopiesOf<TCombined>(TCombined zero, JobEncoding encoding)
    {
        if (Immutability.IsKnown<TCombined>())
        {
            return () => zero;
        }

        var copier = new CodecDetacher<TCombined>(encoding.CodecFor<TCombined>());
        TCombined own = copier.Detach(zero, arena: null);
        return () => copier.Detach(own, arena: null);
    }

    private static MapRdd<T, (T Key, bool Value)> AsKeys<T>(Rdd<T> rdd, OperatorInfo info) =>
        new(rdd, static record => (record, true), info);
}
