using OrleansStream.Execution;

namespace OrleansStream.Rdds;

internal static partial class Keyed
{
    internal static Rdd<(TKey Key, (TLeft Left, TRight Right) Value)> InnerJoin<TKey, TLeft, TRight>(
        Rdd<(TKey Key, TLeft Value)> left, Rdd<(TKey Key, TRight Value)> right, PartitioningChoice<TKey> choice, CombineHints hints, OperatorInfo info) =>
        Join<TKey, TLeft, TRight, (TLeft Left, TRight Right), JoinShape<TLeft, TLeft, RequiredSide<TLeft>, TRight, TRight, RequiredSide<TRight>>>(
            left, right, choice, hints, info);

    internal static Rdd<(TKey Key, (TLeft Left, Option<TRight> Right) Value)> LeftJoin<TKey, TLeft, TRight>(
        Rdd<(TKey Key, TLeft Value)> left, Rdd<(TKey Key, TRight Value)> right, PartitioningChoice<TKey> choice, CombineHints hints, OperatorInfo info) =>
        Join<TKey, TLeft, TRight, (TLeft Left, Option<TRight> Right), JoinShape<TLeft, TLeft, RequiredSide<TLeft>, TRight, Option<TRight>, OptionalSide<TRight>>>(
            left, right, choice, hints, info);

    internal static Rdd<(TKey Key, (Option<TLeft> Left, TRight Right) Value)> RightJoin<TKey, TLeft, TRight>(
        Rdd<(TKey Key, TLeft Value)> left, Rdd<(TKey Key, TRight Value)> right, PartitioningChoice<TKey> choice, CombineHints hints, OperatorInfo info) =>
        Join<TKey, TLeft, TRight, (Option<TLeft> Left, TRight Right), JoinShape<TLeft, Option<TLeft>, OptionalSide<TLeft>, TRight, TRight, RequiredSide<TRight>>>(
            left, right, choice, hints, info);

    internal static Rdd<(TKey Key, (Option<TLeft> Left, Option<TRight> Right) Value)> FullJoin<TKey, TLeft, TRight>(
        Rdd<(TKey Key, TLeft Value)> left, Rdd<(TKey Key, TRight Value)> right, PartitioningChoice<TKey> choice, CombineHints hints, OperatorInfo info) =>
        Join<TKey, TLeft, TRight, (Option<TLeft> Left, Option<TRight> Right), JoinShape<TLeft, Option<TLeft>, OptionalSide<TLeft>, TRight, Option<TRight>, OptionalSide<TRight>>>(
            left, right, choice, hints, info);

    internal static Rdd<(TKey Key, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right) Value)> Cogroup<TKey, TLeft, TRight>(
        Rdd<(TKey Key, TLeft Value)> left, Rdd<(TKey Key, TRight Value)> right, PartitioningChoice<TKey> choice, CombineHints hints, OperatorInfo info) =>
        Join<TKey, TLeft, TRight, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right), CogroupShape<TLeft, TRight, IReadOnlyList<TLeft>, IReadOnlyList<TRight>>>(
            left, right, choice, hints, info);

    /// <summary>Three lists for each key. The inputs are partitioned by one rule first; to group groups once more then moves nothing.</summary>
    internal static Rdd<(TKey Key, (IReadOnlyList<TValue> First, IReadOnlyList<T2> Second, IReadOnlyList<T3> Third) Value)> Cogroup<TKey, TValue, T2, T3>(
        Rdd<(TKey Key, TValue Value)> first,
        Rdd<(TKey Key, T2 Value)> second,
        Rdd<(TKey Key, T3 Value)> third,
        PartitioningChoice<TKey> choice,
        OperatorInfo info)
    {
        PartitioningChoice<TKey> same = PartitioningChoice<TKey>.Of(choice.Resolve(first.Scope.Job, first, second, third));
        return MapValues(
            Cogroup(Cogroup(first, second, same, new CombineHints(), info), third, same, new CombineHints(), info),
            value =>
            {
                (IReadOnlyList<TValue> left, IReadOnlyList<T2> right) = Only(value.Left);
                return (left, right, value.Right);
            },
            info);
    }

    /// <summary>Four lists for each key.</summary>
    internal static Rdd<(TKey Key, (IReadOnlyList<TValue> First, IReadOnlyList<T2> Second, IReadOnlyList<T3> Third, IReadOnlyList<T4> Fourth) Value)>
        Cogroup<TKey, TValue, T2, T3, T4>(
        Rdd<(TKey Key, TValue Value)> first,
        Rdd<(TKey Key, T2 Value)> second,
        Rdd<(TKey Key, T3 Value)> third,
        Rdd<(TKey Key, T4 Value)> fourth,
        PartitioningChoice<TKey> choice,
        OperatorInfo info)
    {
        PartitioningChoice<TKey> same = PartitioningChoice<TKey>.Of(choice.Resolve(first.Scope.Job, first, second, third, fourth));
        return MapValues(
            Cogroup(
                Cogroup(first, second, same, new CombineHints(), info), Cogroup(third, fourth, same, new CombineHints(), info), same, new CombineHints(), info),
            value =>
            {
                (IReadOnlyList<TValue> one, IReadOnlyList<T2> two) = Only(value.Left);
                (IReadOnlyList<T3> three, IReadOnlyList<T4> four) = Only(value.Right);
                return (one, two, three, four);
            },
            info);
    }

    /// <summary>The pairs of one dataset whose keys another has not, in their order within each key.</summary>
    internal static Rdd<(TKey Key, TLeft Value)> SubtractByKey<TKey, TLeft, TRight>(
        Rdd<(TKey Key, TLeft Value)> left, Rdd<(TKey Key, TRight Value)> right, PartitioningChoice<TKey> choice, CombineHints hints, OperatorInfo info) =>
        Join<TKey, TLeft, TRight, TLeft, SubtractShape<TLeft, TRight>>(left, right, choice, hints, info);

    // A key has at most one pair of lists; that it has none means that both are empty.
    private static (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right) Only<TLeft, TRight>(
        IReadOnlyList<(IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)> lists) =>
        lists.Count == 0 ? ([], []) : lists[0];
}
