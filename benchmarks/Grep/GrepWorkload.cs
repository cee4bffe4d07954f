namespace OrleansStream.Benchmarks;

/// <summary>Counts the lines that hold the input's needle.</summary>
internal sealed class GrepWorkload : IWorkload
{
    public string Name => "grep";

    public string Description => "count the lines that hold a word; about 1 % do";

    public IReadOnlyList<VariantDefinition> Variants { get; } =
    [
        new("engine, slices", VariantKind.Engine, EngineGrep.Slices),
        new("engine, strings", VariantKind.Engine, EngineGrep.Strings),
        new("natural", VariantKind.Natural, (input, threads) => new NaturalGrep(input, threads)),
        new("limit", VariantKind.Limit, (input, threads) => new LimitGrep(input, threads)),
        new("whole block", VariantKind.Information, (input, threads) => new WholeBlockGrep(input, threads)),
        new("natural: decode", VariantKind.Phase, (input, threads) => new DecodePhase(input, threads)),
    ];
}
