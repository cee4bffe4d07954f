using System.Collections.Concurrent;

namespace OrleansStream.ClusterBenchmarks;

/// <summary>A source that gives the same pairs of text and number in every batch that has some; they lie ready in each process.</summary>
internal sealed class PairsStream(StreamingContext context, string job, int records, int keys, int partitions)
    : InputDStream<(string Key, long Value)>(context, "Pairs")
{
    private static readonly ConcurrentDictionary<(int Records, int Keys), (string, long)[]> Pairs = new();

    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SourceSeal?>(Seal(Ration.TryTake(job) ? records : 0, "", ReadOnlyMemory<byte>.Empty));

    protected override Rdd<(string Key, long Value)> Read(SealedInput<(string Key, long Value)> batch)
    {
        if (batch.Seal.Records == 0)
        {
            return batch.FromPartitions([.. Enumerable.Repeat(ReadOnlyMemory<(string, long)>.Empty, partitions)]);
        }

        (string, long)[] pairs = Pairs.GetOrAdd((records, keys), static input => Make(input.Records, input.Keys));
        return batch.FromPartitions(
        [
            .. Enumerable.Range(0, partitions).Select(share =>
                (ReadOnlyMemory<(string, long)>)pairs.AsMemory(
                    (int)((long)records * share / partitions)..(int)((long)records * (share + 1) / partitions))),
        ]);
    }

    private static (string Key, long Value)[] Make(int records, int keys)
    {
        string[] names = [.. Enumerable.Range(0, keys).Select(key => FormattableString.Invariant($"customer-{key}"))];
        var random = new Random(1);
        return [.. Enumerable.Range(0, records).Select(_ => (names[random.Next(keys)], 1L))];
    }
}
