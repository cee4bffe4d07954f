namespace OrleansStream.Execution;

/// <summary>How many values a key has.</summary>
internal readonly struct CountCombiner<TValue> : ICombiner<TValue, long>
{
    public long Create(TValue value) => 1;

    public long Add(long combined, TValue value) => combined + 1;

    public long Merge(long left, long right) => left + right;
}
