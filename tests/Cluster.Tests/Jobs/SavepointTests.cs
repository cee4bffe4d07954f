using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Savepoints of jobs on two silos, and jobs that start from them.</summary>
public sealed class SavepointTests
{
    private const string Name = "counts";
    private const string Copy = "copy";

    private static readonly JobSettings Settings = new() { Name = Name, BatchInterval = TimeSpan.FromMilliseconds(50), Partitions = 4 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_starts_from_a_savepoint_of_one_that_goes_on(bool isDirectory)
    {
        await using JobCluster cluster = await StartAsync();
        string directory = Directory.CreateTempSubdirectory("orleans-stream-savepoint-").FullName;
        string place = isDirectory ? directory : "before";
        try
        {
            BatchTime saved = (await cluster.Client.SavepointAsync(Name, place))!.Value;
            long before = await CountAsync(cluster, Name);
            await UntilCountAsync(cluster, Name, before + 4);

            await cluster.Client.SubmitAsync<ClusterRunningCount>(settings: Settings with { Name = Copy, Partitions = 3, FromSavepoint = place });
            await AssertGoesOnAsync(cluster, saved);
            await UntilCountAsync(cluster, Name, await CountAsync(cluster, Name) + 2);

            var full = await Assert.ThrowsAsync<SavepointException>(() => cluster.Client.SavepointAsync(Copy, place));
            Assert.Contains("it holds one, or a checkpoint", full.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_savepoint_is_written_although_the_silo_that_writes_it_is_killed()
    {
        await using JobCluster cluster = await StartAsync();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Storage.BeforeWrite = record =>
        {
            if (!record.ToString().Contains("savepoint", StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            reached.TrySetResult();
            return open.Task;
        };
        Task<BatchTime?> saving = cluster.Client.SavepointAsync(Name, "before");
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        await cluster.Cluster.KillSiloAsync(await cluster.CoordinatorOfAsync(Name));

        // The one that was cut off writes too.
        open.SetResult();
        BatchTime saved = (await saving)!.Value;

        await cluster.Client.SubmitAsync<ClusterRunningCount>(settings: Settings with { Name = Copy, FromSavepoint = "before" });
        await AssertGoesOnAsync(cluster, saved);
    }

    [Fact]
    public async Task What_does_not_run_is_saved_and_what_cannot_start_is_refused()
    {
        await using JobCluster cluster = await StartAsync();
        OrleansStreamClient client = cluster.Client;
        await client.StopAsync(Name);
        BatchTime saved = (await client.SavepointAsync(Name, "end"))!.Value;

        Assert.Null(await client.SavepointAsync("nobody", "x"));
        await RefusedAsync("it must be a full path as the silos see it, an address", Settings with { Name = Copy, FromSavepoint = "a/b" });
        await RefusedAsync("holds no savepoint", Settings with { Name = Copy, FromSavepoint = "no-such" });
        await RefusedAsync("a batch interval of 50 ms", Settings with { Name = Copy, FromSavepoint = "end", BatchInterval = TimeSpan.FromSeconds(1) });
        await RefusedAsync("not begin with 'orleans-stream-'", Settings with { Name = "orleans-stream-x" });
        Assert.Contains(
            "No savepoint of job 'counts' was written: The place of a savepoint is './x'",
            (await Assert.ThrowsAsync<SavepointException>(() => client.SavepointAsync(Name, "./x"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "take another name, or remove the job first",
            (await Assert.ThrowsAsync<JobConflictException>(() => client.SubmitAsync<ClusterRunningCount>(settings: Settings with { FromSavepoint = "end" }))).Message,
            StringComparison.Ordinal);

        await client.SubmitAsync<ClusterRunningCount>(settings: Settings with { Name = Copy, FromSavepoint = "end" });
        await AssertGoesOnAsync(cluster, saved);

        async Task RefusedAsync(string reason, JobSettings settings) => Assert.Contains(
            reason, (await Assert.ThrowsAsync<JobRefusedException>(() => client.SubmitAsync<ClusterRunningCount>(settings: settings))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_savepoint_is_removed_and_who_has_started_from_it_goes_on(bool isDirectory)
    {
        await using JobCluster cluster = await StartAsync();
        OrleansStreamClient client = cluster.Client;
        string directory = Directory.CreateTempSubdirectory("orleans-stream-savepoint-").FullName;
        string place = isDirectory ? directory : "first";
        try
        {
            BatchTime saved = (await client.SavepointAsync(Name, place))!.Value;
            await client.SubmitAsync<ClusterRunningCount>(settings: Settings with { Name = Copy, FromSavepoint = place });
            await cluster.ProgressOfAsync(Copy);
            if (!isDirectory)
            {
                cluster.Storage.Fails = record => record.ToString().Contains("savepoint", StringComparison.Ordinal);
                await RefusedAsync(place);
                cluster.Storage.Fails = static _ => false;
            }

            Assert.True(await client.RemoveSavepointAsync(place));
            Assert.False(await client.RemoveSavepointAsync(place));
            await AssertGoesOnAsync(cluster, saved);
            Assert.Contains(
                "it was removed",
                (await Assert.ThrowsAsync<JobRefusedException>(() => client.SubmitAsync<ClusterRunningCount>(settings: Settings with { Name = "late", FromSavepoint = place }))).Message,
                StringComparison.Ordinal);
            Assert.Contains(
                "one was removed there", (await Assert.ThrowsAsync<SavepointException>(() => client.SavepointAsync(Name, place))).Message, StringComparison.Ordinal);
            Assert.False(await client.RemoveSavepointAsync("no-such"));
            await RefusedAsync("./x");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        async Task RefusedAsync(string place) => Assert.StartsWith(
            $"The savepoint '{place}' was not removed: ", (await Assert.ThrowsAsync<SavepointException>(() => client.RemoveSavepointAsync(place))).Message, StringComparison.Ordinal);
    }

    private static async Task<JobCluster> StartAsync()
    {
        JobCluster cluster = await JobCluster.StartAsync(silos: 2, maxBatchAttempts: 60);

        // In batch n, from 1, there are n words so far: counts say which batch an answer is of.
        cluster.Feeds.Add(ClusterWordCount.Feed, new FunctionFeed<string>(batch => FeedBatch.Of([$"word word{batch}"])));
        await cluster.Client.SubmitAsync<ClusterRunningCount>(settings: Settings);
        await UntilCountAsync(cluster, Name, 4);
        return cluster;
    }

    /// <summary>The copy has gone on after the savepoint, with each batch counted once.</summary>
    private static async Task AssertGoesOnAsync(JobCluster cluster, BatchTime saved)
    {
        StateView<string, long> counts = cluster.Client.State<string, long>(Copy, "mapped");
        CommittedState<long> word = default;
        await JobCluster.UntilAsync("the copy goes on", async () => (word = await counts.GetAsync("word")).BatchTime > saved + (Settings.BatchInterval * 3));
        long batches = (await cluster.ProgressOfAsync(Copy)).CommittedBatches;
        Assert.InRange(batches, word.State.Value, long.MaxValue);
        Assert.Equal(saved.Milliseconds + ((word.State.Value - await CountAtAsync(cluster, saved, word)) * (long)Settings.BatchInterval.TotalMilliseconds), word.BatchTime.Milliseconds);
        Assert.Equal(1, (await counts.GetAsync($"word{word.State.Value - 1}")).State.Value);
        Assert.Equal(1, (await counts.GetAsync("word0")).State.Value);
    }

    /// <summary>How many batches there were up to the savepoint, as far as the copy's own count of batches tells.</summary>
    private static async Task<long> CountAtAsync(JobCluster cluster, BatchTime saved, CommittedState<long> word)
    {
        JobProgress progress = await cluster.ProgressOfAsync(Copy);
        long zero = progress.CommittedUpTo.ToUnixTimeMilliseconds() - (progress.CommittedBatches * (long)Settings.BatchInterval.TotalMilliseconds);
        Assert.InRange(word.BatchTime.Milliseconds, zero, long.MaxValue);
        return (saved.Milliseconds - zero) / (long)Settings.BatchInterval.TotalMilliseconds;
    }

    private static async Task<long> CountAsync(JobCluster cluster, string job) =>
        (await cluster.Client.State<string, long>(job, "mapped").GetAsync("word")).State.GetValueOrDefault(0);

    private static Task UntilCountAsync(JobCluster cluster, string job, long count) =>
        JobCluster.UntilAsync($"{job} has counted {count}", async () => await CountAsync(cluster, job) >= count);
}
