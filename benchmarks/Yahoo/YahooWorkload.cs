namespace OrleansStream.Benchmarks;

/// <summary>The Yahoo streaming benchmark's shape: of JSON events the views, counted for each campaign.</summary>
internal sealed class YahooWorkload : IWorkload
{
    public string Name => "yahoo";

    public string Description => "parse JSON events, keep views, look the campaign up, count each campaign's";

    public IReadOnlyList<VariantDefinition> Variants { get; } =
    [
        VariantDefinition.Of<AdEventsInput>("engine, slices", VariantKind.Engine, EngineYahoo.Slices),
        VariantDefinition.Of<AdEventsInput>("engine, strings", VariantKind.Engine, EngineYahoo.Strings),
        VariantDefinition.Of<AdEventsInput>("natural", VariantKind.Natural, (input, threads) => new NaturalYahoo(input, threads)),
        VariantDefinition.Of<AdEventsInput>("limit", VariantKind.Limit, (input, threads) => new LimitYahoo(input, threads)),
    ];

    public IInput Generate(ulong seed, long size) => AdEventsGenerator.Generate(seed, size);
}
