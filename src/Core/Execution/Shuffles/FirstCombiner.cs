namespace OrleansStream.Execution;

/// <summary>A key's first value.</summary>
internal readonly struct FirstCombiner<TValue> : ICombiner<TValue, TValue>
{
    public TValue Create(TValue value) => value;

    public TValue Add(TValue combined, TValue value) => combined;

    public TValue Merge(TValue left, TValue right) => left;
}
