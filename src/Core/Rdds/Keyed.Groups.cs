using OrleansStream.Execution;

namespace OrleansStream.Rdds;

internal static partial class Keyed
{
    /// <summary>The values of each key as a list.</summary>
    internal static Rdd<(TKey Key, IReadOnlyList<TValue> Value)> Group<TKey, TValue>(
        Rdd<(TKey Key, TValue Value)> rdd, PartitioningChoice<TKey> choice, CombineHints hints, OperatorInfo info) =>
        StoredKeys.Choose(
            rdd.Scope.Encoding.KeyFor<TKey>(),
            new GroupFactory<TKey, TValue>(Partition(rdd, choice.Resolve(rdd.Scope.Job, rdd), info), hints, info));

    /// <summary>What two datasets have for each key.</summary>
    internal static Rdd<(TKey Key, TOut Value)> Join<TKey, TLeft, TRight, TOut, TShape>(
        Rdd<(TKey Key, TLeft Value)> left,
        Rdd<(TKey Key, TRight Value)> right,
        PartitioningChoice<TKey> choice,
        CombineHints hints,
        OperatorInfo info)
        where TShape : struct, IJoinShape<TLeft, TRight, TOut>
    {
        Partitioning<TKey> partitioning = choice.Resolve(left.Scope.Job, left, right);
        return StoredKeys.Choose(
            left.Scope.Encoding.KeyFor<TKey>(),
            new JoinFactory<TKey, TLeft, TRight, TOut, TShape>(
                Partition(left, partitioning, info), Partition(right, partitioning, info), hints, info));
    }

    private sealed class GroupFactory<TKey, TValue>(Rdd<(TKey Key, TValue Value)> rdd, CombineHints hints, OperatorInfo info)
        : IStoredKeysVisitor<TKey, Rdd<(TKey Key, IReadOnlyList<TValue> Value)>>
    {
        public Rdd<(TKey Key, IReadOnlyList<TValue> Value)> Visit<TStored, TKeys>(TKeys keys)
            where TKeys : struct, IStoredKeys<TKey, TStored> =>
            new GroupRdd<TKey, TStored, TValue, TKeys>(rdd, hints, info, keys);
    }

    private sealed class JoinFactory<TKey, TLeft, TRight, TOut, TShape>(
        Rdd<(TKey Key, TLeft Value)> left, Rdd<(TKey Key, TRight Value)> right, CombineHints hints, OperatorInfo info)
        : IStoredKeysVisitor<TKey, Rdd<(TKey Key, TOut Value)>>
        where TShape : struct, IJoinShape<TLeft, TRight, TOut>
    {
        public Rdd<(TKey Key, TOut Value)> Visit<TStored, TKeys>(TKeys keys)
            where TKeys : struct, IStoredKeys<TKey, TStored> =>
            new JoinRdd<TKey, TStored, TLeft, TRight, TOut, TKeys, TShape>(left, right, hints, info, keys);
    }
}
