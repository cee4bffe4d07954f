namespace OrleansStream;

public sealed partial class StreamingContext
{
    // A name that no user would give to an accumulator.
    private const string SkippedName = "orleans-stream:skipped-records";

    private Accumulator<string, SortedDictionary<string, long>>? _skipped;

    /// <summary>How many records operators have left out, by operator name, because a function threw on them; see <see cref="DStream{T}.SkipErrors"/>.</summary>
    /// <value>Counts of committed batches, each record once however often its task or batch was run. Operators without such records are missing.</value>
    public IReadOnlyDictionary<string, long> SkippedRecords => _skipped?.Value ?? [];

    /// <summary>Where operators count the records that they leave out.</summary>
    internal Accumulator<string, SortedDictionary<string, long>> Skipped => _skipped ??= Accumulator(
        SkippedName,
        static () => new SortedDictionary<string, long>(StringComparer.Ordinal),
        static (SortedDictionary<string, long> counts, string name) => Count(counts, name, 1),
        static (left, right) =>
        {
            foreach ((string name, long count) in right)
            {
                Count(left, name, count);
            }

            return left;
        });

    private static SortedDictionary<string, long> Count(SortedDictionary<string, long> counts, string name, long more)
    {
        counts[name] = counts.GetValueOrDefault(name) + more;
        return counts;
    }
}
