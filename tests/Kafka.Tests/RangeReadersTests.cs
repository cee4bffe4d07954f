using Confluent.Kafka;
using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests;

public class RangeReadersTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    [Fact]
    public void What_is_idle_is_closed_and_keeps_no_timer()
    {
        var time = new VirtualTime();
        (IConsumer<byte[], byte[]> consumer, PartitionWithGaps partition) = PartitionWithGaps.Make();
        int opened = 0;
        using var readers = new RangeReaders(
            which =>
            {
                opened++;
                return new RangeReader(which, new KafkaSourceOptions(new ConsumerConfig { BootstrapServers = "nowhere:9092" }), _ => consumer, _ => { });
            },
            Idle,
            time);
        partition.Append(4, 0, 1, 2, 3);

        Assert.Equal([0, 1], Read(0, 2));
        Assert.Equal([2], Read(2, 3));
        Assert.Equal(1, opened);
        Assert.NotNull(time.NextDue);

        // A sweep may come before a reader has been idle for as long.
        time.Advance(Idle * 2);
        Assert.Null(time.NextDue);
        Assert.Equal([3], Read(3, 4));
        Assert.Equal(2, opened);
        Assert.NotNull(time.NextDue);

        long[] Read(long from, long until) => [.. readers.Read(new OffsetRange("t", 0, from, until), CancellationToken.None).Select(record => record.Offset.Value)];
    }
}
