using System.Threading.Channels;

namespace OrleansStream.Core.Tests;

/// <summary>One batch as an output operation saw it.</summary>
internal sealed record SeenBatch<T>(BatchTime Time, int Partitions, IReadOnlyList<T> Records);

/// <summary>Takes down each batch of a stream.</summary>
internal sealed class BatchLog<T>
{
    private readonly Channel<SeenBatch<T>> _batches = Channel.CreateUnbounded<SeenBatch<T>>();

    internal BatchLog(DStream<T> stream) => stream.ForeachRdd(async (rdd, time) =>
        _batches.Writer.TryWrite(new SeenBatch<T>(time, rdd.PartitionCount, await rdd.CollectAsync())));

    internal Task<SeenBatch<T>> NextAsync() => _batches.Reader.ReadAsync().AsTask().Within();

    /// <summary>The batches that have been seen and not read.</summary>
    internal List<SeenBatch<T>> Rest()
    {
        var rest = new List<SeenBatch<T>>();
        while (_batches.Reader.TryRead(out SeenBatch<T>? batch))
        {
            rest.Add(batch);
        }

        return rest;
    }

    /// <summary>Waits for a number of records, over as many batches as it takes.</summary>
    internal async Task<List<T>> RecordsAsync(int count)
    {
        var records = new List<T>();
        while (records.Count < count)
        {
            records.AddRange((await NextAsync()).Records);
        }

        return records;
    }
}
