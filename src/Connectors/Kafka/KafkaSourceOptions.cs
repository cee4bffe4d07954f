using Confluent.Kafka;

namespace OrleansStream.Kafka;

/// <summary>How a stream reads topics.</summary>
public sealed class KafkaSourceOptions
{
    /// <summary>Sets brokers; everything else has defaults.</summary>
    /// <param name="consumer">The client's own settings: brokers, security, fetch sizes, isolation level. Copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="consumer"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no brokers.</exception>
    /// <remarks>The source itself sets what it depends on: commits by the client are off, and so are its resets of offsets.</remarks>
    public KafkaSourceOptions(ConsumerConfig consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        if (string.IsNullOrWhiteSpace(consumer.BootstrapServers))
        {
            throw new ArgumentException($"{nameof(ConsumerConfig)}.{nameof(ConsumerConfig.BootstrapServers)} must name a broker, as host:port.", nameof(consumer));
        }

        Consumer = new ConsumerConfig(consumer.ToDictionary(each => each.Key, each => each.Value, StringComparer.Ordinal));
    }

    /// <summary>Sets brokers; everything else has defaults.</summary>
    /// <param name="bootstrapServers">One or more brokers, as <c>host:port,host:port</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="bootstrapServers"/> is null or white space.</exception>
    public KafkaSourceOptions(string bootstrapServers)
        : this(new ConsumerConfig { BootstrapServers = bootstrapServers })
    {
    }

    /// <summary>Where a job without a checkpoint begins.</summary>
    /// <value>The default is <see cref="StartingOffsets.Latest"/>, as with Kafka's own clients.</value>
    public StartingOffsets StartingOffsets { get; set; } = StartingOffsets.Latest;

    /// <summary>What becomes of a job whose next offset is gone.</summary>
    /// <value>The default is <see cref="OffsetOutOfRangePolicy.Fail"/>.</value>
    public OffsetOutOfRangePolicy OnOffsetOutOfRange { get; set; }

    /// <summary>The most records per second that a batch takes from a partition.</summary>
    /// <value>The default, null, is no limit. Positive.</value>
    public double? MaxRatePerPartition { get; set; }

    /// <summary>How many records a batch takes from a partition, if there are as many, however low the rate is.</summary>
    /// <value>The default is 1. At least 1.</value>
    public long MinRecordsPerPartition { get; set; } = 1;

    /// <summary>How often new partitions and topics are looked for.</summary>
    /// <value>The default is 10 seconds. Zero is at every batch.</value>
    public TimeSpan DiscoveryInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a question to the brokers may take.</summary>
    /// <value>The default is 30 seconds. Positive.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a task waits for the next records of its range before it fails and is tried again.</summary>
    /// <value>The default is 60 seconds. Positive.</value>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a process keeps the consumer of a partition that no batch reads. While it is kept it fetches ahead.</summary>
    /// <value>The default is 5 minutes. Positive.</value>
    public TimeSpan ConsumerIdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    internal ConsumerConfig Consumer { get; }

    /// <exception cref="ArgumentException">An option breaks its rule.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(StartingOffsets);
        Check(Enum.IsDefined(OnOffsetOutOfRange), nameof(OnOffsetOutOfRange), OnOffsetOutOfRange, "must be one of its values");
        Check(MaxRatePerPartition is null or (> 0 and < double.PositiveInfinity), nameof(MaxRatePerPartition), MaxRatePerPartition, "must be a positive number of records per second");
        Check(MinRecordsPerPartition >= 1, nameof(MinRecordsPerPartition), MinRecordsPerPartition, "must be at least 1");
        Check(DiscoveryInterval >= TimeSpan.Zero, nameof(DiscoveryInterval), DiscoveryInterval, "must not be negative");
        Check(RequestTimeout > TimeSpan.Zero, nameof(RequestTimeout), RequestTimeout, "must be positive");
        Check(ReadTimeout > TimeSpan.Zero, nameof(ReadTimeout), ReadTimeout, "must be positive");
        Check(ConsumerIdleTimeout > TimeSpan.Zero, nameof(ConsumerIdleTimeout), ConsumerIdleTimeout, "must be positive");
    }

    /// <summary>A copy, so that later changes of the caller do not reach a running job.</summary>
    internal KafkaSourceOptions Copy() => new(Consumer)
    {
        StartingOffsets = StartingOffsets,
        OnOffsetOutOfRange = OnOffsetOutOfRange,
        MaxRatePerPartition = MaxRatePerPartition,
        MinRecordsPerPartition = MinRecordsPerPartition,
        DiscoveryInterval = DiscoveryInterval,
        RequestTimeout = RequestTimeout,
        ReadTimeout = ReadTimeout,
        ConsumerIdleTimeout = ConsumerIdleTimeout,
    };

    /// <summary>The client's settings with those that the source depends on.</summary>
    internal ConsumerConfig ConfigFor(string job)
    {
        var config = new ConsumerConfig(Consumer.ToDictionary(each => each.Key, each => each.Value, StringComparer.Ordinal))
        {
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Error,
            AllowAutoCreateTopics = false,
        };
        config.GroupId ??= job;

        // A consumer reads one partition, and there is one for each: what they fetch ahead is bounded together rather than each for itself.
        config.QueuedMaxMessagesKbytes ??= 16 << 10;
        return config;
    }

    /// <summary>The client's settings for a member of a consumer group, which says itself what it has stored.</summary>
    internal ConsumerConfig ReceiverConfigFor(string job)
    {
        var config = new ConsumerConfig(Consumer.ToDictionary(each => each.Key, each => each.Value, StringComparer.Ordinal))
        {
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = false,
        };
        config.GroupId ??= job;

        // Where the end is meant, a receiver that is lost before it has acknowledged anything would begin at a later one.
        config.AutoOffsetReset ??= AutoOffsetReset.Earliest;
        return config;
    }

    private static void Check(bool holds, string name, object? value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{nameof(KafkaSourceOptions)}.{name} {rule}; it is {value}."), name);
        }
    }
}
