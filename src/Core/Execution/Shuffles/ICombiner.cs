namespace OrleansStream.Execution;

/// <summary>How the values of one key become one: the functions of <c>CombineByKey</c>, or one of its special cases.</summary>
/// <remarks>Implemented by structs, so that a table's loop is compiled for each and calls no more than the user's function.</remarks>
/// <typeparam name="TValue">What records carry.</typeparam>
/// <typeparam name="TCombined">What a key's values come to.</typeparam>
internal interface ICombiner<TValue, TCombined>
{
    /// <summary>Begins with a key's first value.</summary>
    TCombined Create(TValue value);

    /// <summary>Adds a further value on the same side of the shuffle.</summary>
    TCombined Add(TCombined combined, TValue value);

    /// <summary>Brings together what two map partitions came to, the lower partition's first.</summary>
    TCombined Merge(TCombined left, TCombined right);
}
