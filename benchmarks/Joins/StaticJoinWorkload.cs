namespace OrleansStream.Benchmarks;

/// <summary>A stream of pairs joined with a dataset that does not change.</summary>
internal sealed class StaticJoinWorkload : IWorkload
{
    private const int Share = 4;

    public string Name => "staticjoin";

    public string Description => "join a stream of pairs with a static dataset by key, then sum over the results";

    public IReadOnlyList<VariantDefinition> Variants { get; } =
    [
        VariantDefinition.Of<StreamAndTable>("engine, join", VariantKind.Engine, EngineJoin.WithTable),
        VariantDefinition.Of<StreamAndTable>("engine, captured", VariantKind.Engine, EngineJoin.WithCapturedTable),
        VariantDefinition.Of<StreamAndTable>("natural", VariantKind.Natural, (input, threads) => new NaturalStaticJoin(input, threads)),
        VariantDefinition.Of<StreamAndTable>("limit", VariantKind.Limit, (input, threads) => new LimitStaticJoin(input, threads)),
    ];

    public IInput Generate(ulong seed, long size) => StreamAndTable.Generate(seed, size / Share);
}
