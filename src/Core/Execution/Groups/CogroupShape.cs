namespace OrleansStream.Execution;

/// <summary>Both lists, either of which may be empty.</summary>
/// <typeparam name="TLeft">The left values' type.</typeparam>
/// <typeparam name="TRight">The right values' type.</typeparam>
/// <typeparam name="TLefts"><c>IReadOnlyList&lt;TLeft&gt;</c>.</typeparam>
/// <typeparam name="TRights"><c>IReadOnlyList&lt;TRight&gt;</c>.</typeparam>
/// <remarks>The lists' types are parameters, because the runtime refuses to load the struct with a variant interface in its results' type.</remarks>
internal readonly struct CogroupShape<TLeft, TRight, TLefts, TRights> : IJoinShape<TLeft, TRight, (TLefts Left, TRights Right)>
    where TLefts : class
    where TRights : class
{
    public static bool GivesLists => true;

    public static void Push<TKey, TSink>(
        TKey key, int number, ValueGroups<TLeft> left, ValueGroups<TRight> right, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, (TLefts Left, TRights Right) Value)> =>
        sink.Push((key, ((TLefts)left.ListOf(number), (TRights)right.ListOf(number))));
}
