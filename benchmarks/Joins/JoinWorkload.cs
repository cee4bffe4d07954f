namespace OrleansStream.Benchmarks;

/// <summary>Two streams of pairs brought together by key within a batch.</summary>
internal sealed class JoinWorkload : IWorkload
{
    // Neither a batch nor a table for it is as large as a text may be.
    private const int Share = 4;

    public string Name => "join";

    public string Description => "join two streams of pairs by key, then sum over the results";

    public IReadOnlyList<VariantDefinition> Variants { get; } =
    [
        VariantDefinition.Of<PairsInput>("engine", VariantKind.Engine, EngineJoin.Streams),
        VariantDefinition.Of<PairsInput>("natural", VariantKind.Natural, (input, threads) => new NaturalJoin(input, threads)),
        VariantDefinition.Of<PairsInput>("limit", VariantKind.Limit, (input, threads) => new LimitJoin(input, threads)),
    ];

    public IInput Generate(ulong seed, long size) => PairsInput.Generate(seed, size / Share);

    /// <summary>What is summed over all results.</summary>
    internal static long Weigh(long key, long left, long right) => key + (left ^ right);
}
