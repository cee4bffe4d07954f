namespace OrleansStream.Benchmarks;

/// <summary>A sliding window whose function has an inverse.</summary>
internal sealed class WindowInverseWorkload : SlidingWorkload
{
    public override string Name => "window-inverse";

    public override string Description => "sum by key over the last 30 batches, with an inverse function";

    public override IReadOnlyList<VariantDefinition> Variants { get; } =
    [
        Of("engine", VariantKind.Engine, EngineWindow.Inverse),
        Of("natural", VariantKind.Natural, (input, threads) => new NaturalInverseWindow(input, threads)),
        Of("limit", VariantKind.Limit, (input, threads) => new LimitInverseWindow(input, threads)),
    ];
}
