namespace OrleansStream.ClusterBenchmarks;

/// <summary>What is measured.</summary>
/// <param name="Records">Records in a batch.</param>
/// <param name="Keys">Different keys.</param>
/// <param name="Threads">Engine threads, all in all, and partitions.</param>
/// <param name="Batches">Batches of a round that count.</param>
/// <param name="Rounds">How often each side runs, in turn.</param>
internal sealed record Settings(int Records, int Keys, int Threads, int Batches, int Rounds)
{
    internal Dictionary<string, string> Arguments(string job) => new()
    {
        ["job"] = job,
        ["records"] = FormattableString.Invariant($"{Records}"),
        ["keys"] = FormattableString.Invariant($"{Keys}"),
        ["partitions"] = FormattableString.Invariant($"{Threads}"),
    };
}
