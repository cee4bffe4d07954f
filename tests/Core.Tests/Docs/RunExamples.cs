using Microsoft.Extensions.Hosting;
using static OrleansStream.Core.Tests.Docs.JobExamples;

namespace OrleansStream.Core.Tests.Docs;

/// <summary>How jobs are run, as the documentation shows it.</summary>
internal static class RunExamples
{
    internal static async Task RunInOwnProcessAsync(CancellationToken stoppingToken)
    {
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1));
        ssc.SocketTextStream("localhost", 9999)
            .FlatMap(line => line.Split(' '))
            .Map(word => (word, 1L))
            .ReduceByKey((a, b) => a + b)
            .Print();
        await ssc.RunAsync(stoppingToken);
    }

    internal static async Task RunInHostAsync(string[] args)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddStreamingJob<WordCount>(options =>
        {
            options.BatchInterval = TimeSpan.FromMilliseconds(500);
            options.Arguments = JobArguments.Parse(args);
            options.Context.JobName = "word-count";
        });
        await builder.Build().RunAsync();
    }

    internal static (int Port, TimeSpan Window, bool IsVerbose, bool HasHost, string? Host) ReadArguments()
    {
        JobArguments args = JobArguments.Parse("--port", "9999", "--window=2m", "--verbose");
        int port = args.Get<int>("port");
        TimeSpan window = args.Get("window", TimeSpan.FromMinutes(5));
        bool isVerbose = args.Get("verbose", false);
        bool hasHost = args.TryGet("host", out string? host);
        return (port, window, isVerbose, hasHost, host);
    }
}
