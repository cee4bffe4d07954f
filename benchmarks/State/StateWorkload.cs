namespace OrleansStream.Benchmarks;

/// <summary>State of many keys, all of which have one, changed by batches whose records are spread over them.</summary>
internal sealed class StateWorkload<TKey> : IWorkload
    where TKey : notnull
{
    // A batch has 524 288 records if the size is the default.
    private const int BytesPerRecord = 512;

    private readonly int _keysPerRecord;
    private readonly Func<int, TKey> _keyOf;

    /// <param name="name">Its name for --workload.</param>
    /// <param name="description">What is computed.</param>
    /// <param name="keysPerRecord">How many keys there are for each record of a batch.</param>
    /// <param name="keyOf">Makes the key of a number.</param>
    /// <param name="variants">The name and kind of each variant, and how it is made.</param>
    public StateWorkload(
        string name,
        string description,
        int keysPerRecord,
        Func<int, TKey> keyOf,
        params IReadOnlyList<(string Name, VariantKind Kind, Func<StateRecords<TKey>, int, IVariant> Create)> variants)
    {
        Name = name;
        Description = description;
        _keysPerRecord = keysPerRecord;
        _keyOf = keyOf;
        Variants = [.. variants.Select(variant => VariantDefinition.Of(variant.Name, variant.Kind, variant.Create))];
    }

    public string Name { get; }

    public string Description { get; }

    public IReadOnlyList<VariantDefinition> Variants { get; }

    public IInput Generate(ulong seed, long size)
    {
        int records = checked((int)(size / BytesPerRecord));
        return new StateRecords<TKey>(records * _keysPerRecord, records, seed, _keyOf);
    }
}
