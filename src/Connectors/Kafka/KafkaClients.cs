using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Kafka;

/// <summary>Makes the client's objects, whose own log goes to the job's.</summary>
internal static partial class KafkaClients
{
    /// <summary>The first version of the native library that the client's assembly is known to go with: 2.15. With old ones, calls end the process.</summary>
    private const int OldestLibrary = 0x020f00ff;

    /// <param name="config">The client's settings.</param>
    /// <param name="logger">The job's log.</param>
    /// <param name="onError">Told, on a thread of the client, what the client cannot mend itself or is still trying to.</param>
    internal static IConsumer<byte[], byte[]> Open(ConsumerConfig config, ILogger logger, Action<Error> onError)
    {
        CheckLibrary();
        return new ConsumerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => onError(error))
            .SetLogHandler((_, message) => Log(logger, message))
            .Build();
    }

    /// <inheritdoc cref="Open(ConsumerConfig, ILogger, Action{Error})"/>
    internal static IProducer<byte[]?, byte[]?> Open(ProducerConfig config, ILogger logger, Action<Error> onError)
    {
        CheckLibrary();
        return new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetErrorHandler((_, error) => onError(error))
            .SetLogHandler((_, message) => Log(logger, message))
            .Build();
    }

    /// <summary>A client that asks about topics, with the brokers and the security of a producer.</summary>
    internal static IAdminClient OpenAdmin(ProducerConfig config, ILogger logger)
    {
        CheckLibrary();
        return new AdminClientBuilder(WithoutTransactions(config))
            .SetLogHandler((_, message) => Log(logger, message))
            .Build();
    }

    /// <summary>A producer's settings without what makes it transactional.</summary>
    internal static ProducerConfig WithoutTransactions(ProducerConfig config) => new(config
        .Where(each => each.Key is not ("transactional.id" or "transaction.timeout.ms"))
        .ToDictionary(each => each.Key, each => each.Value, StringComparer.Ordinal));

    /// <summary>A producer's settings with a transactional id.</summary>
    internal static ProducerConfig WithTransactions(ProducerConfig config, string id) =>
        new(config.ToDictionary(each => each.Key, each => each.Value, StringComparer.Ordinal)) { TransactionalId = id };

    /// <summary>A consumer group of a name, for producers that commit for it. It has no members and asks no broker.</summary>
    internal static IConsumerGroupMetadata GroupOf(string name)
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { GroupId = name }).SetLogHandler(static (_, _) => { }).Build();
        return consumer.ConsumerGroupMetadata;
    }

    private static void CheckLibrary()
    {
        if (Library.Version < OldestLibrary)
        {
            // Where the library of the package cannot be loaded, the client takes the system's, whatever it is.
            throw new KafkaStreamException($"The Kafka client has loaded librdkafka {Library.VersionString}; it must be 2.15 or newer. Remove the system's library, or install a newer one.");
        }
    }

    private static void Log(ILogger logger, LogMessage message)
    {
        LogLevel level = LevelOf(message.Level);
        if (logger.IsEnabled(level))
        {
            ClientSays(logger, level, message.Name, message.Message);
        }
    }

    private static LogLevel LevelOf(SyslogLevel level) => level switch
    {
        <= SyslogLevel.Error => LogLevel.Error,
        SyslogLevel.Warning => LogLevel.Warning,
        <= SyslogLevel.Info => LogLevel.Information,
        _ => LogLevel.Debug,
    };

    [LoggerMessage(Message = "Kafka client {Client}: {Text}")]
    private static partial void ClientSays(ILogger logger, LogLevel level, string client, string text);
}
