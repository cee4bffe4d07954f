namespace OrleansStream.Execution;

/// <summary>One result for each key that both sides have.</summary>
internal readonly struct IntersectShape<TLeft, TRight> : IJoinShape<TLeft, TRight, TLeft>
{
    public static bool GivesLists => false;

    public static void Push<TKey, TSink>(
        TKey key, int number, ValueGroups<TLeft> left, ValueGroups<TRight> right, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, TLeft Value)>
    {
        if (left.Of(number) is [TLeft first, ..] && !right.Of(number).IsEmpty)
        {
            sink.Push((key, first));
        }
    }
}
