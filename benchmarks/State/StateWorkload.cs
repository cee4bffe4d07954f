using System.Globalization;

namespace OrleansStream.Benchmarks;

/// <summary>State of many keys, changed by batches of 500 000 records.</summary>
/// <remarks>Records come from the seed, not from the input's text; the report's rates by line mean nothing here, its ratios do.</remarks>
internal sealed class StateWorkload<TKey> : IWorkload
    where TKey : notnull
{
    private readonly int _keys;
    private readonly Func<int, TKey> _keyOf;
    private StateRecords<TKey>? _records;

    /// <param name="name">Its name for --workload.</param>
    /// <param name="description">What is computed.</param>
    /// <param name="keys">How many keys there are.</param>
    /// <param name="keyOf">Makes the key of a number.</param>
    /// <param name="variants">The name and kind of each variant, and how it is made.</param>
    public StateWorkload(
        string name,
        string description,
        int keys,
        Func<int, TKey> keyOf,
        params IReadOnlyList<(string Name, VariantKind Kind, Func<StateRecords<TKey>, int, IVariant> Create)> variants)
    {
        Name = name;
        Description = string.Create(CultureInfo.InvariantCulture, $"{description}; {keys:N0} keys");
        _keys = keys;
        _keyOf = keyOf;
        Variants = [.. variants.Select(variant =>
            new VariantDefinition(variant.Name, variant.Kind, (input, threads) => variant.Create(Records(input.Seed), threads)))];
    }

    public string Name { get; }

    public string Description { get; }

    public IReadOnlyList<VariantDefinition> Variants { get; }

    private StateRecords<TKey> Records(ulong seed) => _records ??= new StateRecords<TKey>(_keys, seed, _keyOf);
}
