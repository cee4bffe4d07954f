using Confluent.Kafka;
using OrleansStream.Kafka;
using OrleansStream.Outputs;

namespace OrleansStream;

/// <summary>Topics of Kafka as sources and as outputs of jobs.</summary>
public static class KafkaStreamingExtensions
{
    /// <summary>How long a process keeps the producer of an output that writes nothing.</summary>
    private static readonly TimeSpan ProducerIdleTimeout = TimeSpan.FromMinutes(5);

    /// <summary>A stream of the records of topics, keys and values as bytes.</summary>
    /// <param name="context">The context.</param>
    /// <param name="topics">Which partitions to read.</param>
    /// <param name="options">How to read them; copied.</param>
    /// <remarks>A batch holds what was there when its time came, within the limits of <paramref name="options"/>. Records are in the job's state once,
    /// whatever is lost on the way, if the job has a checkpoint.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An option breaks its rule.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static KafkaInputDStream KafkaStream(this StreamingContext context, KafkaTopics topics, KafkaSourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new KafkaInputDStream(context, topics, options.Copy());
    }

    /// <summary>A stream of the records that a member of a consumer group receives, keys and values as bytes.</summary>
    /// <param name="context">The context.</param>
    /// <param name="consumer">The client's settings: brokers, security, where a group begins that has committed nothing: at the earliest record unless they say otherwise. Copied. The group is that of the settings, or called like the job.</param>
    /// <param name="topics">The topics, whose partitions the group deals out among its members; a name that begins with <c>^</c> is a regular expression.</param>
    /// <remarks>
    /// Records are acknowledged when they are stored, with a checkpoint in the write-ahead log; those that were stored and not yet acknowledged when a receiver is lost come again: at
    /// least once. Make several of these streams and unite them to receive in several places. <see cref="KafkaStream"/> needs no receiver and no log, and brings each record once.
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There are no brokers or no topics, or a topic has no name.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<KafkaRecord<byte[]?, byte[]?>> KafkaReceiverStream(this StreamingContext context, ConsumerConfig consumer, params IReadOnlyList<string> topics)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(consumer);
        IReadOnlyList<string> names = KafkaTopics.Subscribe(topics).Names;
        var config = new KafkaSourceOptions(consumer).ReceiverConfigFor(context.Options.JobName);
        return context.ReceiverStream(new KafkaReceiver(config, names, context.Logger));
    }

    /// <summary>A stream of records whose keys and values are made from bytes.</summary>
    /// <typeparam name="TKey">The keys' type.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">Records as bytes.</param>
    /// <param name="key">Makes keys, such as <see cref="Deserializers.Utf8"/>; called by several threads at once.</param>
    /// <param name="value">Makes values; called by several threads at once.</param>
    /// <remarks>A record from which they throw fails its batch; <c>SkipErrors</c> or <c>DivertErrors</c> on the result say otherwise.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<KafkaRecord<TKey, TValue>> Deserialize<TKey, TValue>(
        this DStream<KafkaRecord<byte[]?, byte[]?>> stream, IDeserializer<TKey> key, IDeserializer<TValue> value)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return stream.Map(record => new KafkaRecord<TKey, TValue>(
            record.Topic,
            record.Partition,
            record.Offset,
            record.Timestamp,
            key.Deserialize(record.Key, record.Key is null, ContextOf(record, MessageComponentType.Key)),
            value.Deserialize(record.Value, record.Value is null, ContextOf(record, MessageComponentType.Value)),
            record.Headers));
    }

    /// <summary>Sends the records of each batch to topics.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="stream">The records.</param>
    /// <param name="producer">The client's settings: brokers, security, partitioner. Copied. Unless they say otherwise, all replicas acknowledge, and what the client itself
    /// sends again arrives once and in order.</param>
    /// <param name="message">Makes what is sent of a record; called by several threads at once.</param>
    /// <param name="guarantee">Whether records may arrive more than once.</param>
    /// <remarks>
    /// <para>At least once: a partition is written when the brokers have acknowledged its records, which are sent as they are computed, several partitions side by side. They are sent again when a
    /// task or a batch is tried again, also in another process after a crash.</para>
    /// <para>Exactly once: a batch's records are kept in the job's checkpoint with its commit, and then sent in one transaction, by the process that coordinates the job. The transactional id is that of <paramref name="producer"/>
    /// or, if it has none, made of the names of the job and the output; no two outputs may have the same. A consumer group of that name keeps which batch was the last: the brokers forget it when
    /// nothing has been sent for their <c>offsets.retention.minutes</c>, 7 days by default, so that a job which was lost between sending and noting that it had sent, and which comes back
    /// later than that, sends its last batch twice.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There are no brokers.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="guarantee"/> is not one of its values.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static void SaveToKafka<T>(
        this DStream<T> stream, ProducerConfig producer, Func<T, KafkaMessage> message, DeliveryGuarantee guarantee = DeliveryGuarantee.AtLeastOnce)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(producer);
        ArgumentNullException.ThrowIfNull(message);
        if (string.IsNullOrWhiteSpace(producer.BootstrapServers))
        {
            throw new ArgumentException($"{nameof(ProducerConfig)}.{nameof(ProducerConfig.BootstrapServers)} must name a broker, as host:port.", nameof(producer));
        }

        var config = new ProducerConfig(producer.ToDictionary(each => each.Key, each => each.Value, StringComparer.Ordinal));
        if (guarantee == DeliveryGuarantee.ExactlyOnce)
        {
            TransactionalIds.Claim(stream.Context, config);
        }

        config.Acks ??= Acks.All;
        config.EnableIdempotence ??= config.Acks == Acks.All;
        stream.SaveTo(SinkOf(stream.Context, config, message, guarantee), nameof(SaveToKafka));
    }

    private static Sink<T> SinkOf<T>(StreamingContext context, ProducerConfig config, Func<T, KafkaMessage> message, DeliveryGuarantee guarantee)
    {
        switch (guarantee)
        {
            case DeliveryGuarantee.AtLeastOnce:
                return new KafkaSink<T>(new SharedProducer(KafkaClients.WithoutTransactions(config), ProducerIdleTimeout, context.Options.TimeProvider, context.Logger), message);
            case DeliveryGuarantee.ExactlyOnce:
                return new TransactionalSink<T>(config, message, context.Logger);
            default:
                throw new ArgumentOutOfRangeException(nameof(guarantee), guarantee, $"Must be one of {string.Join(", ", Enum.GetNames<DeliveryGuarantee>())}.");
        }
    }

    private static SerializationContext ContextOf(KafkaRecord<byte[]?, byte[]?> record, MessageComponentType component)
    {
        if (record.Headers.Count == 0)
        {
            return new SerializationContext(component, record.Topic);
        }

        var headers = new Headers();
        foreach (KafkaHeader header in record.Headers)
        {
            headers.Add(header.Key, header.Value);
        }

        return new SerializationContext(component, record.Topic, headers);
    }
}
