using System.Diagnostics;
using Confluent.Kafka;
using OrleansStream.Kafka;

namespace OrleansStream.KafkaBenchmarks;

/// <summary>Reads a whole topic and adds up the lengths of its values: with a bare consumer, and as batches of a job.</summary>
internal sealed class Reading(Settings settings, string brokers, string topic)
{
    /// <summary>What a client is told on both sides; nothing that makes one of them faster.</summary>
    private ConsumerConfig Config => new() { BootstrapServers = brokers, GroupId = "benchmark", EnableAutoCommit = false };

    /// <summary>One consumer, one loop.</summary>
    internal double Bare()
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(Config).Build();
        consumer.Assign(Enumerable.Range(0, settings.Partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        long bytes = 0;
        long start = 0;
        for (int i = 0; i < settings.Records; i++)
        {
            bytes += consumer.Consume(CancellationToken.None).Message.Value.Length;
            start = i == 0 ? Stopwatch.GetTimestamp() : start;
        }

        return RateOf(start, bytes);
    }

    /// <summary>A job that takes in as much with each batch as is there.</summary>
    internal async Task<double> JobAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long bytes = 0;
        long records = 0;
        long start = 0;
        var options = new StreamingContextOptions { EngineThreads = settings.Threads, DefaultPartitions = settings.Threads };
        var ssc = new StreamingContext(settings.Interval, options);
        await using (ssc.ConfigureAwait(false))
        {
            ssc.KafkaStream(
                    KafkaTopics.Subscribe(topic),
                    new KafkaSourceOptions(Config) { StartingOffsets = StartingOffsets.Earliest, MaxRatePerPartition = MaxRate })
                .Map(record =>
                {
                    if (Volatile.Read(ref start) == 0)
                    {
                        Interlocked.CompareExchange(ref start, Stopwatch.GetTimestamp(), 0);
                    }

                    return (Count: 1L, Bytes: (long)record.Value!.Length);
                })
                .Reduce(static (left, right) => (left.Count + right.Count, left.Bytes + right.Bytes))
                .Foreach(sum =>
                {
                    bytes += sum.Bytes;
                    records += sum.Count;
                    if (records == settings.Records)
                    {
                        ended.SetResult();
                    }
                });
            await ssc.StartAsync().ConfigureAwait(false);
            await ended.Task.ConfigureAwait(false);
            double rate = RateOf(start, bytes);
            await ssc.StopAsync(graceful: false).ConfigureAwait(false);
            return rate;
        }
    }

    /// <summary>Several batches, none of them empty: about a quarter of a partition each.</summary>
    private double MaxRate => settings.Records / (double)settings.Partitions / 8 / settings.Interval.TotalSeconds;

    private double RateOf(long start, long bytes)
    {
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        return bytes == (long)settings.Records * settings.Bytes
            ? settings.Records / took.TotalSeconds
            : throw new InvalidOperationException($"{settings.Records} records of {settings.Bytes} bytes gave {bytes} bytes.");
    }
}
