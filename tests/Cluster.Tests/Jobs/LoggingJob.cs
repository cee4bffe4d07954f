using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Says what it does, in its tasks and at its coordinator.</summary>
public sealed partial class LoggingJob : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ILogger<LoggingJob> logger = ssc.Services.GetRequiredService<ILogger<LoggingJob>>();
        ssc.AddressedInput<string>(ClusterWordCount.Feed)
            .FlatMap(line => line.Split(' '))
            .Map(word =>
            {
                Saw(logger, word);
                return word;
            })
            .Print();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Saw {Word}.")]
    private static partial void Saw(ILogger logger, string word);
}
