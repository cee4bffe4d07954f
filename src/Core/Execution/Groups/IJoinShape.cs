namespace OrleansStream.Execution;

/// <summary>What is made of the values that two datasets have for a key.</summary>
internal interface IJoinShape<TLeft, TRight, TOut>
{
    /// <summary>Whether results hold lists of values, which outlive the task.</summary>
    static abstract bool GivesLists { get; }

    /// <summary>Pushes the results for one key, which at least one side has.</summary>
    static abstract void Push<TKey, TSink>(
        TKey key, int number, ValueGroups<TLeft> left, ValueGroups<TRight> right, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, TOut Value)>;
}
