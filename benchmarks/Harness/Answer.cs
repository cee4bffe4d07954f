namespace OrleansStream.Benchmarks;

/// <summary>What a run found; equal for all variants of a workload over the same input.</summary>
/// <param name="Total">Hits, or words counted.</param>
/// <param name="Checksum">A sum over all results that does not depend on their order; 0 where the total says it all.</param>
internal readonly record struct Answer(long Total, ulong Checksum)
{
    public override string ToString() =>
        Checksum == 0 ? FormattableString.Invariant($"{Total:N0}") : FormattableString.Invariant($"{Total:N0} (checksum {Checksum:x16})");
}
