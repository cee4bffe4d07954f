namespace OrleansStream.Execution;

/// <summary>What comes next in a recipe.</summary>
internal enum RecipeTag : byte
{
    /// <summary>Nothing: null.</summary>
    Null,

    /// <summary>A dataset that the plan of the batch has, or that has been described before: its number.</summary>
    Dataset,

    /// <summary>A shuffle of that kind: its number.</summary>
    Shuffle,

    /// <summary>A dataset or shuffle that user code has made: its type and what its constructor was given.</summary>
    Made,

    /// <summary>What every process has one of: which one.</summary>
    Shared,

    /// <summary>An accumulator: its name.</summary>
    Fact,

    /// <summary>A function: its method and the object that it belongs to.</summary>
    Function,

    /// <summary>A token that ends with the batch.</summary>
    Cancellation,

    /// <summary>A value by its codec.</summary>
    Value,

    /// <summary>An object that the graph's functions hold: its place.</summary>
    Defined,

    /// <summary>An object field by field.</summary>
    Fields,

    /// <summary>The identity of keys of a type.</summary>
    KeyIdentity,

    /// <summary>How tables look at keys of a type.</summary>
    KeyOps,

    /// <summary>The codec of a type.</summary>
    Codec,

    /// <summary>The natural order of tuples of a type.</summary>
    TupleOrder,

    /// <summary>An array, element by element.</summary>
    Array,

    /// <summary>A piece of memory, as an array.</summary>
    Memory,

    /// <summary>A type.</summary>
    Type,
}
