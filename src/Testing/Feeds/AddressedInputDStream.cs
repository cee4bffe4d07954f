using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Testing;

/// <summary>A source whose seals hold addresses only: the feed's name and the number of the batch.</summary>
/// <remarks>The number follows from the batch time and the job's zero time, so a coordinator that takes over seals what its predecessor would have.</remarks>
internal sealed class AddressedInputDStream<T>(StreamingContext context, string feedName, Func<IInputFeed<T>> findFeed)
    : InputDStream<T>(context, "AddressedInput")
{
    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken)
    {
        long index = ((time - Context.ZeroTime) / Context.BatchInterval) switch
        {
            var number when number >= 1 && double.IsInteger(number) => (long)number - 1,
            var number => throw new InvalidOperationException($"Batch {time} is number {number} of its job, which is not a batch time."),
        };
        FeedBatch<T>? batch = findFeed().Read(index);
        return ValueTask.FromResult(batch is null
            ? null
            : Seal(batch.Count, FormattableString.Invariant($"{feedName}[{index}]"), Address(index)));
    }

    protected override Rdd<T> Read(SealedInput<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var reader = new RecordReader(batch.Seal.Content.Span);
        string? name = reader.ReadString();
        long index = reader.ReadInt64();
        if (name != feedName)
        {
            throw new InvalidOperationException($"{Name} was given an address of the feed '{name}' and reads '{feedName}'.");
        }

        FeedBatch<T> content = findFeed().Read(index)
            ?? throw new InvalidOperationException(FormattableString.Invariant($"Batch {index} of the feed '{feedName}' was sealed and is gone; a feed must not change."));
        var partitions = new ReadOnlyMemory<T>[content.Partitions.Count];
        for (int i = 0; i < partitions.Length; i++)
        {
            partitions[i] = content.Partition(i);
        }

        return batch.FromPartitions(partitions);
    }

    private byte[] Address(long index)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(buffer);
        writer.WriteString(feedName);
        writer.WriteInt64(index);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
