namespace OrleansStream.Benchmarks;

/// <summary>A sliding window whose function has no inverse.</summary>
internal sealed class WindowWorkload : SlidingWorkload
{
    public override string Name => "window";

    public override string Description => "sum by key over the last 30 batches, without an inverse function";

    public override IReadOnlyList<VariantDefinition> Variants { get; } =
    [
        Of("engine", VariantKind.Engine, EngineWindow.Plain),
        Of("natural", VariantKind.Natural, (input, threads) => new NaturalWindow(input, threads)),
        Of("limit", VariantKind.Limit, (input, threads) => new LimitWindow(input, threads)),
    ];
}
