namespace OrleansStream.Benchmarks;

/// <summary>A variant being measured, with the runs so far.</summary>
internal sealed class VariantRuns(VariantDefinition definition, IVariant variant)
{
    public VariantDefinition Definition => definition;

    public IVariant Variant => variant;

    /// <summary>The first run.</summary>
    public Measurement Cold { get; set; }

    /// <summary>The measured rounds, in order.</summary>
    public List<Measurement> Warm { get; } = [];
}
