namespace OrleansStream.Execution;

/// <summary>What an operator is called in errors, logs and listings.</summary>
/// <param name="Name">The name given with <c>Named</c>, or the kind with the stream's number.</param>
/// <param name="Kind">The operation, such as <c>Map</c>.</param>
internal sealed record OperatorInfo(string Name, string Kind)
{
    /// <summary>An operator of an RDD, which has no name of its own.</summary>
    internal static OperatorInfo OfRdd(string kind) => new(kind, kind);

    public override string ToString() => Name == Kind ? Kind : $"{Name} ({Kind})";
}
