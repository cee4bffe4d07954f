namespace OrleansStream.Execution;

/// <summary>The three functions of <c>CombineByKey</c>.</summary>
internal readonly struct FunctionCombiner<TValue, TCombined>(
    Func<TValue, TCombined> create, Func<TCombined, TValue, TCombined> mergeValue, Func<TCombined, TCombined, TCombined> mergeCombiners)
    : ICombiner<TValue, TCombined>
{
    public TCombined Create(TValue value) => create(value);

    public TCombined Add(TCombined combined, TValue value) => mergeValue(combined, value);

    public TCombined Merge(TCombined left, TCombined right) => mergeCombiners(left, right);
}
