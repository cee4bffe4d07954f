namespace OrleansStream.Benchmarks;

/// <summary>Counts words and takes the ten most frequent.</summary>
internal sealed class TopKWorkload : IWorkload
{
    public string Name => "topk";

    public string Description => "count each word of a Zipf-distributed text and take the ten most frequent";

    public IReadOnlyList<VariantDefinition> Variants { get; } =
    [
        new("engine, slices", VariantKind.Engine, EngineTopK.Slices),
        new("engine, strings", VariantKind.Engine, EngineTopK.Strings),
        new("natural", VariantKind.Natural, (input, threads) => new NaturalTopK(input, threads)),
        new("limit", VariantKind.Limit, (input, threads) => new LimitTopK(input, threads)),
    ];
}
