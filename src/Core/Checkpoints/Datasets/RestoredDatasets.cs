using OrleansStream.Batches;

namespace OrleansStream.Checkpoints;

/// <summary>What the checkpoint has of a batch that an earlier coordinator committed.</summary>
internal sealed class RestoredDatasets : IDisposable
{
    private readonly Dictionary<string, RestoredDataset> _datasets = new(StringComparer.Ordinal);

    internal void Add(string stream, RestoredDataset dataset) => _datasets[stream] = dataset;

    /// <summary>What is kept of a stream, or null if nothing is.</summary>
    internal RestoredDataset? Find(DStream stream) => _datasets.GetValueOrDefault(stream.Name);

    /// <summary>Whether a stream's dataset is kept, or can be made again from what is kept and what can be read again.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="seal">What the batch held.</param>
    internal bool CanMake(DStream stream, SealedBatch seal)
    {
        var seen = new HashSet<DStream>(ReferenceEqualityComparer.Instance);
        var open = new Stack<DStream>([stream]);
        while (open.TryPop(out DStream? one))
        {
            if (!seen.Add(one) || _datasets.ContainsKey(one.Name))
            {
                continue;
            }

            if (!one.IsMadeAgainFrom(seal))
            {
                return false;
            }

            foreach (DStream parent in one.Dependencies)
            {
                open.Push(parent);
            }
        }

        return true;
    }

    public void Dispose()
    {
        foreach (IDisposable partition in _datasets.Values.SelectMany(dataset => dataset.Partitions ?? []))
        {
            partition.Dispose();
        }
    }
}
