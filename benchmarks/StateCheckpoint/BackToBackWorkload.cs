namespace OrleansStream.Benchmarks;

/// <summary>Several batches of a workload in a row as one run, each committed: as fast as commits can follow each other.</summary>
internal sealed class BackToBackWorkload : IWorkload
{
    private readonly StateWorkload<long> _batches;

    /// <param name="name">Its name for --workload.</param>
    /// <param name="batches">What each batch does.</param>
    public BackToBackWorkload(string name, StateWorkload<long> batches)
    {
        _batches = batches;
        Name = name;
        Variants =
        [
            .. batches.Variants.Select(each => VariantDefinition.Of<SeriesOfBatches>(
                each.Name, each.Kind, (series, threads) => new SeriesVariant(each.Create(series.Batches, threads), series.Batches.Runs.Length))),
        ];
    }

    public string Name { get; }

    public string Description => $"{_batches.Description}; batches and commits without a pause";

    public IReadOnlyList<VariantDefinition> Variants { get; }

    public IInput Generate(ulong seed, long size) => new SeriesOfBatches((StateRecords<long>)_batches.Generate(seed, size));
}
