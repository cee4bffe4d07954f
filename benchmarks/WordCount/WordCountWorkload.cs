namespace OrleansStream.Benchmarks;

/// <summary>Counts how often each word occurs. A word is what <c>Split(' ')</c> gives.</summary>
internal sealed class WordCountWorkload : IWorkload
{
    public string Name => "wordcount";

    public string Description => "count each word of a Zipf-distributed text";

    public IReadOnlyList<VariantDefinition> Variants { get; } =
    [
        new("engine, slices", VariantKind.Engine, EngineWordCount.Slices),
        new("engine, strings", VariantKind.Engine, EngineWordCount.Strings),
        new("natural", VariantKind.Natural, (input, threads) => new NaturalWordCount(input, threads)),
        new("limit", VariantKind.Limit, (input, threads) => new LimitWordCount(input, threads)),
        new("natural: decode", VariantKind.Phase, (input, threads) => new DecodePhase(input, threads)),
        new("natural: decode+split", VariantKind.Phase, (input, threads) => new SplitPhase(input, threads)),
        new("limit: tokens", VariantKind.Phase, (input, threads) => new LimitWordCount(input, threads, tokensOnly: true)),
    ];
}
