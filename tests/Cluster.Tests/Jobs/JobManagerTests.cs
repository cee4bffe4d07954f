using Microsoft.Extensions.DependencyInjection;
using OrleansStream.Checkpoints;
using OrleansStream.Grains.Persistence;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Jobs on three silos that are submitted and then left to themselves.</summary>
public sealed class JobManagerTests : IAsyncLifetime
{
    private const int Batches = 12;

    // More than a busy machine cuts before it does what a test asks for; what comes afterwards is empty.
    private const int FedBatches = 300;
    private const string Name = "counts";

    private static readonly JobSettings Settings = new() { Name = Name, BatchInterval = TimeSpan.FromMilliseconds(100), Partitions = 3 };

    private JobCluster? _cluster;

    private JobCluster Cluster => _cluster!;

    private CollectedOutput<(string Key, long Value)> Output => Cluster.Collector.Output<(string Key, long Value)>(ClusterWordCount.Output);

    public async Task InitializeAsync()
    {
        _cluster = await JobCluster.StartAsync(silos: 3, maxBatchAttempts: 60);
        _cluster.Feeds.Add(ClusterWordCount.Feed, new ListFeed<string>(
            Enumerable.Range(0, FedBatches).Select(batch => FeedBatch.Of([$"word{batch} word word{batch % 3}", "word"]))));
    }

    public Task DisposeAsync() => Cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task A_job_is_submitted_once_and_runs()
    {
        JobInfo first = await SubmitAsync();
        JobInfo second = await SubmitAsync();
        await PublishedAsync(Batches);

        Assert.Equal(JobState.Running, first.State);
        Assert.Equal(first, second);
        Assert.Equal(first, Assert.Single(await Cluster.Client.ListAsync()));
        JobProgress progress = await Cluster.ProgressOfAsync(Name);
        Assert.InRange(progress.CommittedBatches, Batches, long.MaxValue);
        Assert.InRange(progress.Lag, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.Equal(1, progress.Epoch);
        AssertCounts();
    }

    [Fact]
    public async Task What_cannot_run_is_refused_with_a_reason()
    {
        OrleansStreamClient client = Cluster.Client;
        var unknown = await Assert.ThrowsAsync<JobRefusedException>(() => client.SubmitAsync("No.Such.Job"));
        Assert.Contains("'No.Such.Job'", unknown.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(ClusterWordCount).FullName!, unknown.Message, StringComparison.Ordinal);
        var refusing = await Assert.ThrowsAsync<JobRefusedException>(() => client.SubmitAsync<RefusingJob>());
        Assert.Contains("It needs more than it was given.", refusing.Message, StringComparison.Ordinal);
        var partitions = await Assert.ThrowsAsync<JobRefusedException>(
            () => client.SubmitAsync<ClusterWordCount>(settings: Settings with { Partitions = 0 }));
        Assert.Contains("Partitions is '0'", partitions.Message, StringComparison.Ordinal);
        Assert.Empty(await client.ListAsync());

        await SubmitAsync();
        await Assert.ThrowsAsync<JobConflictException>(() => client.SubmitAsync<ClusterWordCount>(settings: Settings with { Partitions = 2 }));
    }

    [Fact]
    public async Task A_stopped_job_stays_stopped_and_goes_on_when_it_is_submitted_again()
    {
        await SubmitAsync();
        await PublishedAsync(3);
        JobInfo stopped = (await Cluster.Client.StopAsync(Name))!;
        int batches = Output.Batches.Count;

        Assert.Equal(JobState.Stopped, stopped.State);
        await SeveralTurnsAsync();
        Assert.Equal(batches, Output.Batches.Count);
        Assert.Equal(JobState.Stopped, (await Cluster.Client.GetAsync(Name))!.State);

        await SubmitAsync();
        await PublishedAsync(Batches);
        AssertCounts();
        Assert.Equal(2, (await Cluster.ProgressOfAsync(Name)).Epoch);
    }

    [Fact]
    public async Task Whoever_coordinated_a_job_elsewhere_commits_nothing_after_it_was_stopped()
    {
        // Cut off, as it would be by a network that fails: no silo knows of it.
        ICheckpointStore store = Cluster.Cluster.Silos[0].ServiceProvider.GetRequiredService<JobStorage>().Of(Name);
        var lost = new HeadKeeper(store);
        Head head = await lost.ClaimAsync(_ => new Head(0, new BatchTime(0), new BatchTime(0), [], [], "", KeyGroups: 4, Partitions: 3, 0, Interval: 100, [], []), default);
        IBatchCoordinatorGrain coordinator = Cluster.Cluster.Client.GetGrain<IBatchCoordinatorGrain>(Name);

        Cluster.Storage.Fails = static _ => true;
        await Assert.ThrowsAnyAsync<Exception>(() => coordinator.EnsureStoppedAsync(run: 1, graceful: true));
        Cluster.Storage.Fails = static _ => false;
        await lost.WriteAsync(head with { Committed = new BatchTime(100) }, default);

        Assert.True((await coordinator.EnsureStoppedAsync(run: 1, graceful: true)).HasEnded);
        await Assert.ThrowsAsync<JobFencedException>(() => lost.WriteAsync(head with { Committed = new BatchTime(200) }, default));
        Head left = (await new HeadKeeper(store).FindAsync(default))!;
        Assert.Equal((2, new BatchTime(100)), (left.Epoch, left.Committed));

        // Once is enough.
        Assert.True((await coordinator.EnsureStoppedAsync(run: 1, graceful: true)).HasEnded);
        Assert.Equal(2, (await new HeadKeeper(store).FindAsync(default))!.Epoch);
    }

    [Fact]
    public async Task A_job_that_is_stopped_while_its_checkpoint_is_away_has_not_failed()
    {
        await SubmitAsync();
        await PublishedAsync(3);
        Cluster.Storage.Fails = static record => record.ToString().Contains(Name, StringComparison.Ordinal);
        await JobCluster.UntilAsync("the coordinator has noticed", async () => (await Cluster.Client.GetAsync(Name))!.Error is not null);
        Task<JobInfo?> stopping = Cluster.Client.StopAsync(Name);
        await SeveralTurnsAsync();
        Assert.False(stopping.IsCompleted, "Who has the checkpoint may still commit when it is back.");

        Cluster.Storage.Fails = static _ => false;
        JobInfo stopped = (await stopping)!;

        Assert.Equal((JobState.Stopped, null), (stopped.State, stopped.Error));
        await SubmitAsync();
        await PublishedAsync(Batches);
        AssertCounts();
    }

    [Fact]
    public async Task A_removed_job_is_gone_and_another_one_begins_anew_under_its_name()
    {
        await SubmitAsync();
        await PublishedAsync(3);
        await Assert.ThrowsAsync<JobConflictException>(() => Cluster.Client.RemoveAsync(Name));
        await Cluster.Client.StopAsync(Name);
        int batches = Output.Batches.Count;

        Assert.True(await Cluster.Client.RemoveAsync(Name));
        Assert.False(await Cluster.Client.RemoveAsync(Name));
        Assert.Empty(await Cluster.Client.ListAsync());
        Assert.Null(await Cluster.Client.GetAsync(Name));

        // With another interval, which no checkpoint goes on with.
        await Cluster.Client.SubmitAsync<ClusterWordCount>(settings: Settings with { BatchInterval = TimeSpan.FromMilliseconds(150) });
        await PublishedAsync(batches + 1);
        Assert.Equal(Output.Batches[0].Records.Order(), Output.Batches[batches].Records.Order());
        Assert.Equal(3, (await Cluster.ProgressOfAsync(Name)).Epoch);
    }

    [Fact]
    public async Task A_job_goes_on_when_the_silo_of_its_coordinator_is_killed_and_nobody_calls()
    {
        await SubmitAsync();
        await PublishedAsync(3);

        await Cluster.Cluster.KillSiloAsync(await Cluster.CoordinatorOfAsync(Name));

        await PublishedAsync(Batches);
        AssertCounts();
    }

    [Fact]
    public async Task A_job_goes_on_when_two_of_three_silos_are_killed()
    {
        await SubmitAsync();
        await PublishedAsync(3);

        await Cluster.Cluster.KillSiloAsync(await Cluster.CoordinatorOfAsync(Name));
        await Cluster.Cluster.KillSiloAsync(Cluster.Cluster.Silos[0]);

        await PublishedAsync(Batches);
        AssertCounts();
    }

    [Fact]
    public async Task A_job_is_handed_over_by_a_silo_that_stops()
    {
        await SubmitAsync();
        await PublishedAsync(3);

        await Cluster.Cluster.StopSiloAsync(await Cluster.CoordinatorOfAsync(Name));

        await PublishedAsync(Batches);
        AssertCounts();
    }

    [Fact]
    public async Task Jobs_go_on_after_the_whole_cluster_was_stopped()
    {
        await SubmitAsync();
        await PublishedAsync(3);
        await Cluster.StopAsync();
        int batches = Output.Batches.Count;

        await Cluster.StartAsync();

        await PublishedAsync(batches + Batches);
        AssertCounts();
    }

    private Task<JobInfo> SubmitAsync() => Cluster.Client.SubmitAsync<ClusterWordCount>(settings: Settings);

    private Task PublishedAsync(int batches) =>
        JobCluster.UntilAsync($"{batches} batches are there", () => Task.FromResult(Output.Batches.Count >= batches));

    /// <summary>Lets keepers look after jobs more than once: longer than two of their turns.</summary>
    private static async Task SeveralTurnsAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2.5), TimeProvider.System);
        await timer.WaitForNextTickAsync();
    }

    private void AssertCounts()
    {
        IReadOnlyList<CollectedBatch<(string Key, long Value)>> batches = Output.Batches;
        Assert.InRange(batches.Count, Batches, int.MaxValue);
        for (int batch = 0; batch < Math.Min(batches.Count, FedBatches); batch++)
        {
            var expected = new Dictionary<string, long> { ["word"] = 2 };
            expected[$"word{batch}"] = 1;
            expected[$"word{batch % 3}"] = expected.GetValueOrDefault($"word{batch % 3}") + 1;
            Assert.Equal(expected.OrderBy(count => count.Key), batches[batch].Records.ToDictionary(count => count.Key, count => count.Value).OrderBy(count => count.Key));
        }

        Assert.Equal(batches.Count, batches.Select(batch => batch.Time).Distinct().Count());
    }
}
