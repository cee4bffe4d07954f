namespace OrleansStream.Execution;

/// <summary>Every value of the left side with every value of the right one.</summary>
internal readonly struct JoinShape<TLeft, TLeftOut, TLeftSide, TRight, TRightOut, TRightSide>
    : IJoinShape<TLeft, TRight, (TLeftOut Left, TRightOut Right)>
    where TLeftSide : struct, IJoinSide<TLeft, TLeftOut>
    where TRightSide : struct, IJoinSide<TRight, TRightOut>
{
    public static bool GivesLists => false;

    public static void Push<TKey, TSink>(
        TKey key, int number, ValueGroups<TLeft> left, ValueGroups<TRight> right, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, (TLeftOut Left, TRightOut Right) Value)>
    {
        ReadOnlySpan<TLeft> lefts = left.Of(number);
        ReadOnlySpan<TRight> rights = right.Of(number);
        if (lefts.IsEmpty && TLeftSide.IsOptional)
        {
            foreach (TRight value in rights)
            {
                sink.Push((key, (TLeftSide.None, TRightSide.Some(value))));
            }
        }

        foreach (TLeft value in lefts)
        {
            // A key that is frequent on both sides gives very many results.
            if (!task.Continue())
            {
                return;
            }

            TLeftOut leftOut = TLeftSide.Some(value);
            if (rights.IsEmpty && TRightSide.IsOptional)
            {
                sink.Push((key, (leftOut, TRightSide.None)));
            }

            foreach (TRight other in rights)
            {
                sink.Push((key, (leftOut, TRightSide.Some(other))));
            }
        }
    }
}
