namespace OrleansStream.Execution;

/// <summary>The values of the left side where the right side has none.</summary>
internal readonly struct SubtractShape<TLeft, TRight> : IJoinShape<TLeft, TRight, TLeft>
{
    public static bool GivesLists => false;

    public static void Push<TKey, TSink>(
        TKey key, int number, ValueGroups<TLeft> left, ValueGroups<TRight> right, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, TLeft Value)>
    {
        if (right.Of(number).IsEmpty)
        {
            foreach (TLeft value in left.Of(number))
            {
                sink.Push((key, value));
            }
        }
    }
}
