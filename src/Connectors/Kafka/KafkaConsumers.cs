using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Kafka;

/// <summary>Makes the client's consumers, whose own log goes to the job's.</summary>
internal static partial class KafkaConsumers
{
    /// <param name="config">The client's settings.</param>
    /// <param name="logger">The job's log.</param>
    /// <param name="onError">Told, on a thread of the client, what the client cannot mend itself or is still trying to.</param>
    internal static IConsumer<byte[], byte[]> Open(ConsumerConfig config, ILogger logger, Action<Error> onError) => new ConsumerBuilder<byte[], byte[]>(config)
        .SetErrorHandler((_, error) => onError(error))
        .SetLogHandler((_, message) => Log(logger, message))
        .Build();

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
