using System.Reflection;
using Confluent.Kafka;

namespace OrleansStream.Kafka.Tests;

/// <summary>A consumer of one partition in memory that has records at some offsets only, as in compacted topics and after transactions, which the brokers of
/// the tests cannot have. Like the client, it says once where the partition ends whenever it comes there.</summary>
public class PartitionWithGaps : DispatchProxy
{
    private readonly SortedSet<long> _offsets = [];
    private long _position;
    private long _end;
    private long _said;

    /// <summary>How often it has been told where to read.</summary>
    internal int Assignments { get; private set; }

    internal static (IConsumer<byte[], byte[]> Consumer, PartitionWithGaps Partition) Make()
    {
        IConsumer<byte[], byte[]> consumer = Create<IConsumer<byte[], byte[]>, PartitionWithGaps>();
        return (consumer, (PartitionWithGaps)consumer);
    }

    /// <summary>Adds records, and offsets without any up to the new end.</summary>
    internal void Append(long end, params long[] offsets)
    {
        _offsets.UnionWith(offsets);
        _end = end;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case nameof(IConsumer<,>.Assign) when args![0] is TopicPartitionOffset where:
                Assignments++;
                _position = where.Offset.Value;
                _said = -1;
                return null;
            case nameof(IConsumer<,>.Consume):
                return Next();
            case nameof(IDisposable.Dispose):
                return null;
            default:
                throw new NotSupportedException(targetMethod.Name);
        }
    }

    private ConsumeResult<byte[], byte[]>? Next()
    {
        long offset = _offsets.GetViewBetween(_position, long.MaxValue).FirstOrDefault(_end);
        if (offset == _end)
        {
            _position = _end;
            if (_said == _end)
            {
                return null;
            }

            _said = _end;
            return new ConsumeResult<byte[], byte[]> { TopicPartitionOffset = new TopicPartitionOffset("t", 0, _end), IsPartitionEOF = true };
        }

        _position = offset + 1;
        return new ConsumeResult<byte[], byte[]> { TopicPartitionOffset = new TopicPartitionOffset("t", 0, offset), Message = new Message<byte[], byte[]>() };
    }
}
