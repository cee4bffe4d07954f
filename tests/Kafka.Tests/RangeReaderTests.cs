using Confluent.Kafka;

namespace OrleansStream.Kafka.Tests;

public class RangeReaderTests
{
    [Fact]
    public void Offsets_without_records_are_passed_over_also_at_the_end_of_a_range()
    {
        (RangeReader reader, PartitionWithGaps partition) = Open();
        using (reader)
        {
            partition.Append(20, 3, 9, 12);
            Assert.Equal([3, 9], Read(reader, 0, 11));
            Assert.Equal([12], Read(reader, 11, 15));
            Assert.Equal([], Read(reader, 15, 20));
            Assert.Equal(1, partition.Assignments);
        }
    }

    [Fact]
    public void A_range_that_is_read_again_is_read_anew()
    {
        (RangeReader reader, PartitionWithGaps partition) = Open();
        using (reader)
        {
            partition.Append(5, 0, 1, 4);
            Assert.Equal([0, 1], Read(reader, 0, 3));
            Assert.Equal([0, 1], Read(reader, 0, 3));
            Assert.Equal([4], Read(reader, 3, 5));
            Assert.Equal(2, partition.Assignments);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_ranges_hold_what_is_between_their_ends(int seed)
    {
        var random = new Random(seed);
        for (int run = 0; run < 300; run++)
        {
            (RangeReader reader, PartitionWithGaps partition) = Open();
            using (reader)
            {
                var all = new List<long>();
                long end = 0;
                long next = 0;
                for (int step = 0; step < 20; step++)
                {
                    long start = end;
                    end += random.Next(6);
                    long[] added = [.. Enumerable.Range((int)start, (int)(end - start)).Where(_ => random.Next(3) > 0).Select(offset => (long)offset)];
                    all.AddRange(added);
                    partition.Append(end, added);
                    long from = random.Next(8) == 0 ? random.Next((int)next + 1) : next;
                    long until = from + random.Next((int)(end - from) + 1);
                    Assert.Equal(all.Where(offset => offset >= from && offset < until), Read(reader, from, until));
                    next = until;
                }
            }
        }
    }

    [Fact]
    public void What_does_not_come_in_time_is_an_error_that_names_the_range()
    {
        (RangeReader reader, PartitionWithGaps partition) = Open();
        using (reader)
        {
            partition.Append(2, 0);
            Assert.Contains("t[0]@0..9", Assert.Throws<KafkaStreamException>(() => Read(reader, 0, 9)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_task_that_is_cancelled_does_not_wait()
    {
        (RangeReader reader, PartitionWithGaps partition) = Open();
        using (reader)
        {
            partition.Append(2, 0);
            Assert.Throws<OperationCanceledException>(() => reader.Read(new OffsetRange("t", 0, 0, 9), new CancellationToken(canceled: true)).Count());
        }
    }

    private static (RangeReader Reader, PartitionWithGaps Partition) Open()
    {
        (IConsumer<byte[], byte[]> consumer, PartitionWithGaps partition) = PartitionWithGaps.Make();
        var options = new KafkaSourceOptions("none:1") { ReadTimeout = TimeSpan.FromMilliseconds(300) };
        return (new RangeReader(new TopicPartition("t", 0), options, _ => consumer, lost => Assert.Fail(lost.ToString())), partition);
    }

    private static long[] Read(RangeReader reader, long from, long until) =>
        [.. reader.Read(new OffsetRange("t", 0, from, until), CancellationToken.None).Select(record => record.Offset.Value)];
}
