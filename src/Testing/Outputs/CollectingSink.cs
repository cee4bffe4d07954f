using System.Buffers;
using OrleansStream.Encoding;
using OrleansStream.Outputs;

namespace OrleansStream.Testing;

/// <summary>Brings each batch to the collector at the coordinator, as bytes, once it is committed.</summary>
/// <remarks>A sink like any other: partitions are written where their tasks run, the token carries them, and publishing may be repeated.</remarks>
internal sealed class CollectingSink<T>(StreamingContext context, string name) : Sink<T>
{
    private Codec<T> Codec => context.Runtime.Encoding.CodecFor<T>();

    public override SinkWriter<T> Open(SinkPartition partition) => new Writer(Codec);

    public override ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(
        SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(parts);
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(buffer);
        writer.WriteInt64(batch.Time.Milliseconds);
        writer.WriteInt64(batch.Attempt);
        writer.WriteInt64(parts.Count);
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            writer.WriteBytes(part.Span);
        }

        writer.Flush();
        return ValueTask.FromResult<ReadOnlyMemory<byte>?>(buffer.WrittenMemory);
    }

    public override ValueTask PublishAsync(ReadOnlyMemory<byte> token, CancellationToken cancellationToken)
    {
        OutputCollector collector = context.Services.GetService(typeof(OutputCollector)) as OutputCollector
            ?? throw new InvalidOperationException(
                $"The context's services have no {nameof(OutputCollector)}; register one at the coordinator, or use {nameof(StreamingTestHarness)}.");
        collector.Output<T>(name).Publish(Decode(token.Span));
        return ValueTask.CompletedTask;
    }

    private CollectedBatch<T> Decode(ReadOnlySpan<byte> token)
    {
        var reader = new RecordReader(token);
        var time = new BatchTime(reader.ReadInt64());
        int attempt = (int)reader.ReadInt64();
        var partitions = new T[reader.ReadInt64()][];
        for (int i = 0; i < partitions.Length; i++)
        {
            var part = new RecordReader(reader.ReadBytes());
            partitions[i] = new T[part.ReadInt64()];
            for (int record = 0; record < partitions[i].Length; record++)
            {
                partitions[i][record] = Codec.Read(ref part);
            }
        }

        return new CollectedBatch<T>(time, attempt, partitions);
    }

    private sealed class Writer(Codec<T> codec) : SinkWriter<T>
    {
        private readonly ArrayBufferWriter<byte> _records = new();
        private long _count;

        public override void Write(T record)
        {
            var writer = new RecordWriter(_records);
            codec.Write(ref writer, record);
            writer.Flush();
            _count++;
        }

        public override ReadOnlyMemory<byte> Complete()
        {
            var part = new ArrayBufferWriter<byte>();
            var writer = new RecordWriter(part);
            writer.WriteInt64(_count);
            writer.WriteRaw(_records.WrittenSpan);
            writer.Flush();
            return part.WrittenMemory;
        }
    }
}
