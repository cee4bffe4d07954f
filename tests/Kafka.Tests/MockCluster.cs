using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace OrleansStream.Kafka.Tests;

/// <summary>Brokers of librdkafka's own, in this process and on loopback, that speak the real protocol.</summary>
internal sealed partial class MockCluster : IDisposable
{
    private const string Library = "librdkafka";
    private const int Producer = 0;

    private static readonly string[] Builds = ["librdkafka", "centos8-librdkafka", "alpine-librdkafka"];

    private readonly nint _client;
    private readonly nint _cluster;
    private readonly IProducer<byte[]?, byte[]?> _producer;

    // The package has several builds of the library; the client takes the first whose dependencies the machine has.
    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, static (_, assembly, path) => Builds
        .Select(build => NativeLibrary.TryLoad(build, assembly, path, out nint library) ? library : 0)
        .FirstOrDefault(static library => library != 0));

    internal MockCluster(int brokers = 1)
    {
        byte[] problem = new byte[512];
        _client = New(Producer, NewConfig(), problem, (nuint)problem.Length);
        Assert.True(_client != 0, System.Text.Encoding.UTF8.GetString(problem));
        _cluster = NewCluster(_client, brokers);
        Assert.NotEqual(0, _cluster);
        Servers = Marshal.PtrToStringUTF8(Bootstraps(_cluster))!;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = Servers, LingerMs = 0 }).Build();
    }

    /// <summary>The brokers, as <c>host:port,host:port</c>.</summary>
    internal string Servers { get; }

    internal void Create(string topic, int partitions, int replicas = 1) => Assert.Equal(0, CreateTopic(_cluster, topic, partitions, replicas));

    internal async Task AppendAsync(string topic, int partition, params string?[] values)
    {
        foreach (string? value in values)
        {
            await AppendAsync(topic, partition, Bytes(value), Bytes(value));
        }

        static byte[]? Bytes(string? text) => text is null ? null : System.Text.Encoding.UTF8.GetBytes(text);
    }

    internal Task AppendAsync(string topic, int partition, Timestamp time, string value) =>
        _producer.ProduceAsync(new TopicPartition(topic, partition), new Message<byte[]?, byte[]?> { Value = System.Text.Encoding.UTF8.GetBytes(value), Timestamp = time });

    internal Task AppendAsync(string topic, int partition, byte[]? key, byte[]? value, Headers? headers = null) =>
        _producer.ProduceAsync(new TopicPartition(topic, partition), new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = headers });

    /// <summary>Appends until the first records of a partition are gone: brokers keep about five megabytes of it.</summary>
    /// <returns>The first offset that is left.</returns>
    internal async Task<long> FillAsync(string topic, int partition)
    {
        byte[] large = new byte[(1 << 20) * 3 / 4];
        for (int i = 0; i < 12; i++)
        {
            await AppendAsync(topic, partition, null, large);
        }

        return ReadAll(topic, partition)[0].Offset.Value;
    }

    /// <summary>All records of a partition.</summary>
    internal ConsumeResult<byte[], byte[]>[] ReadAll(string topic, int partition) => KafkaReading.ReadAll(Servers, topic, partition);

    internal void SetDown(int broker) => Assert.Equal(0, BrokerDown(_cluster, broker));

    internal void SetUp(int broker) => Assert.Equal(0, BrokerUp(_cluster, broker));

    internal void SetLeader(string topic, int partition, int broker) => Assert.Equal(0, PartitionLeader(_cluster, topic, partition, broker));

    /// <summary>Has the next requests of a kind fail.</summary>
    internal void PushErrors(BrokerApi api, params ErrorCode[] errors) =>
        Assert.Equal(0, PushErrors(_cluster, (short)api, (nuint)errors.Length, [.. errors.Select(error => (int)error)]));

    public void Dispose()
    {
        _producer.Dispose();
        DestroyCluster(_cluster);
        Destroy(_client);
    }

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConfig();

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint config, [Out] byte[] problem, nuint length);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    private static partial void Destroy(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint NewCluster(nint client, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void DestroyCluster(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_partition_set_leader", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PartitionLeader(nint cluster, string topic, int partition, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    private static partial int PushErrors(nint cluster, short api, nuint count, int[] errors);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static partial int BrokerDown(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static partial int BrokerUp(nint cluster, int broker);
}
