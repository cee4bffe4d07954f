using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Grains;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>What silos have logged about jobs is told to clients.</summary>
public sealed class JobLogsTests
{
    private static readonly JobSettings Settings = new() { Name = "said", BatchInterval = TimeSpan.FromMilliseconds(100), Partitions = 2 };

    [Fact]
    public async Task Clients_read_what_silos_have_logged_about_a_job_and_follow_it()
    {
        await using JobCluster cluster = await JobCluster.StartAsync(silos: 2, maxBatchAttempts: 2);
        cluster.Feeds.Add(ClusterWordCount.Feed, new FunctionFeed<string>(batch => FeedBatch.Cut([$"left{batch}", $"right{batch}"], 2)));
        await cluster.Client.SubmitAsync<LoggingJob>(settings: Settings);
        await cluster.Client.SubmitAsync<FailingJob>(settings: Settings with { Name = "fails" });

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        var seen = new List<JobLogEntry>();
        await foreach (JobLogEntry entry in cluster.Client.LogsAsync("said", follow: true, cancellationToken: patience.Token))
        {
            seen.Add(entry);
            if (seen.Exists(one => one.Message == "Saw left7.") && seen.Exists(one => one.Message == "Saw right7.") && seen.Exists(one => one.Category == "Print" && one.Message.EndsWith("right7", StringComparison.Ordinal)))
            {
                break;
            }
        }

        Assert.Contains(seen, one => one.Message.StartsWith("Job said is coordinated here", StringComparison.Ordinal));
        Assert.All(seen.Where(one => one.Message.StartsWith("Saw ", StringComparison.Ordinal)), one => Assert.Equal((typeof(LoggingJob).FullName, LogLevel.Information), (one.Category, one.Level)));
        Assert.Equal(8, seen.Select(one => one.Message).Where(message => message.StartsWith("Saw left", StringComparison.Ordinal)).Distinct().Count(message => message.Length == "Saw left7.".Length && message[8] < '8'));
        Assert.Equal(2, seen.Select(one => one.Silo).Distinct().Count());
        Assert.DoesNotContain(seen, one => one.Message.Contains("fails", StringComparison.Ordinal));

        await JobCluster.UntilAsync("the other has failed", async () => (await cluster.Client.GetAsync("fails"))!.State == JobState.Failed);
        List<JobLogEntry> failures = await cluster.Client.LogsAsync("fails").Where(one => one.Exception is not null).ToListAsync();
        Assert.Contains(failures, one => one.Level == LogLevel.Error && one.Exception!.Contains(nameof(OperatorFailedException), StringComparison.Ordinal));
        Assert.Single(await cluster.Client.LogsAsync("fails", tail: 1).ToListAsync());
        Assert.Empty(await cluster.Client.LogsAsync("nobody").ToListAsync());
    }

    [Fact]
    public void A_log_keeps_the_last_entries_and_cuts_long_ones()
    {
        var logs = new JobLogs("here", NullLoggerFactory.Instance, TimeProvider.System);
        ILogger logger = logs.FactoryOf("job").CreateLogger("c");
        JobLog log = logs.TryFind("job")!;
        Assert.True(logger.IsEnabled(LogLevel.Information));
        Assert.False(logger.IsEnabled(LogLevel.Debug));
        for (int i = 0; i < 1500; i++)
        {
            log.Add(LogLevel.Information, "c", $"{i}", exception: null);
        }

        LoggedPage page = log.Read(after: 0, most: 2000);
        Assert.Equal((1000, 1500), (page.Entries.Count, page.Count));
        Assert.Equal(("500", "1499"), (page.Entries[0].Message, page.Entries[^1].Message));
        Assert.Empty(log.Read(after: 1500, most: 10).Entries);
        Assert.Equal(["1498", "1499"], log.Read(after: 1498, most: 10).Entries.Select(entry => entry.Message));
        Assert.Equal(["1499"], log.Read(after: 0, most: 1).Entries.Select(entry => entry.Message));

        for (int i = 0; i < 300; i++)
        {
            log.Add(LogLevel.Error, "c", new string('x', 20_000), exception: null);
        }

        Assert.All(log.Read(after: 1500, most: 1000).Entries, entry => Assert.Equal(8195, entry.Message.Length));
        Assert.InRange(log.Read(after: 0, most: 1000).Entries.Sum(entry => entry.Message.Length), 500_000, 1 << 20);
        for (int job = 0; job < 200; job++)
        {
            _ = logs.FactoryOf($"job{job}");
        }

        Assert.Null(logs.TryFind("job"));
        Assert.NotNull(logs.TryFind("job199"));
    }
}
