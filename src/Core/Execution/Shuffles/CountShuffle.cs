using System.Buffers;
using System.Buffers.Binary;

namespace OrleansStream.Execution;

/// <summary>Brings the record counts of all partitions together.</summary>
internal abstract class CountShuffle : ShuffleDependency
{
    private protected CountShuffle(Rdd parent, OperatorInfo info)
        : base(parent, reduceCount: 1, info)
    {
    }

    internal long Total() => Before(MapCount);

    /// <summary>How many records the partitions before a given one have.</summary>
    internal long Before(int partition)
    {
        long total = 0;
        for (int map = 0; map < partition; map++)
        {
            total += Bucket(map, 0)?.Records ?? 0;
        }

        return total;
    }

    internal override IShuffleBucket Decode(int reducePartition, PooledBytes bytes)
    {
        using (bytes)
        {
            return new CountBucket(BinaryPrimitives.ReadInt64LittleEndian(bytes.Span));
        }
    }

    private protected sealed class CountBucket(long count) : IShuffleBucket
    {
        public long Records => count;

        public void Encode(IBufferWriter<byte> output)
        {
            BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), count);
            output.Advance(sizeof(long));
        }

        public void Dispose()
        {
        }
    }
}

/// <inheritdoc/>
internal sealed class CountShuffle<T>(Rdd<T> parent, OperatorInfo info) : CountShuffle(parent, info)
{
    internal override IShuffleBucket?[] RunMap(int mapPartition, TaskScope task)
    {
        var link = default(CountLink<T>);
        parent.Feed(mapPartition, ref link, task);
        return [new CountBucket(link.Count)];
    }
}
