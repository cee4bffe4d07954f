namespace OrleansStream.KafkaBenchmarks;

/// <summary>What is measured.</summary>
/// <param name="Brokers">The brokers, or null for one of the benchmark's own.</param>
/// <param name="Records">Records in the topic.</param>
/// <param name="Bytes">Bytes of a record's value.</param>
/// <param name="Partitions">Partitions of the topic.</param>
/// <param name="Threads">Engine threads.</param>
/// <param name="Interval">The batch interval.</param>
/// <param name="Rounds">How often each side runs, in turn.</param>
internal sealed record Settings(string? Brokers, int Records, int Bytes, int Partitions, int Threads, TimeSpan Interval, int Rounds);
