using OrleansStream.Sources;

namespace OrleansStream.Batches;

/// <summary>Which seals of committed batches a head keeps so that sources can continue from it and windows can look back on them: a pure
/// function.</summary>
internal static class SealMemory
{
    /// <summary>The seals to keep once more batches are committed.</summary>
    /// <param name="before">The seals that were kept.</param>
    /// <param name="committed">What is committed now, in order of time.</param>
    /// <param name="last">The last committed batch.</param>
    /// <param name="inputs">The job's sources; what others have sealed is forgotten.</param>
    /// <returns>The last seal of each source, those that it remembers, and those of batches that its stream remembers, in order of time.</returns>
    internal static IReadOnlyList<BatchSeal> Next(
        IReadOnlyList<BatchSeal> before, IEnumerable<SealedBatch> committed, BatchTime last, IReadOnlyList<InputSource> inputs)
    {
        var bySource = inputs.ToDictionary(input => input.Name, StringComparer.Ordinal);
        var lastOfSource = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<BatchSeal>();
        IEnumerable<BatchSeal> all = before.Concat(committed.SelectMany(batch => batch.Sources.Select(seal => new BatchSeal(batch.Time, seal))));
        foreach (BatchSeal one in all.Reverse())
        {
            if (bySource.TryGetValue(one.Seal.Source, out InputSource? input)
                && (lastOfSource.Add(one.Seal.Source)
                    || last - one.Time < input.Stream.RememberDuration
                    || input.Remembers(one.Seal, last - one.Time)))
            {
                kept.Add(one);
            }
        }

        kept.Reverse();
        return kept;
    }
}
