namespace OrleansStream.Benchmarks;

/// <summary>Three maps and a filter: functions so small that what counts is the way from one to the next.</summary>
internal sealed class MapsWorkload : IWorkload
{
    public string Name => "maps";

    public string Description => "three maps and a filter over numbers, then their sum";

    public IReadOnlyList<VariantDefinition> Variants { get; } =
    [
        VariantDefinition.Of<NumbersInput>("engine", VariantKind.Engine, EngineMaps.Create),
        VariantDefinition.Of<NumbersInput>("natural", VariantKind.Natural, (input, threads) => new NaturalMaps(input, threads)),
        VariantDefinition.Of<NumbersInput>("limit", VariantKind.Limit, (input, threads) => new LimitMaps(input, threads)),
    ];

    public IInput Generate(ulong seed, long size) => NumbersInput.Generate(seed, size);
}
