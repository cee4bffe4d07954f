using Orleans.TestingHost;

namespace OrleansStream.Cluster.Tests;

/// <summary>A job with state on silos that is replaced by another version, or spread over another number of partitions, while it runs.</summary>
public sealed class UpgradeTests : IAsyncLifetime, IDisposable
{
    private const string Name = "welcomes";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Welcomes _job = new();
    private JobCluster? _cluster;

    private JobCluster Cluster => _cluster!;

    public async Task InitializeAsync()
    {
        _cluster = await JobCluster.StartAsync(silos: 3, maxBatchAttempts: 60);
        await Cluster.Client.SubmitAsync(_job.Package(1), "WelcomeJob", _job.Arguments, new JobSettings { Name = Name, BatchInterval = Interval, Partitions = 2 });
        await _job.MoreBatchesAsync();
    }

    public Task DisposeAsync() => Cluster.DisposeAsync().AsTask();

    public void Dispose() => _job.Dispose();

    [Fact]
    public async Task Another_version_goes_on_with_the_state_and_a_changed_number_of_partitions_too()
    {
        JobInfo upgraded = (await Cluster.Client.UpgradeAsync(Name, new JobUpgrade { Package = _job.Package(2) }))!;
        await _job.VersionAsync(2);
        Assert.Equal(5, (await Cluster.Client.RescaleAsync(Name, 5))!.Partitions);
        await _job.MoreBatchesAsync();
        JobInfo rescaled = (await Cluster.Client.RescaleAsync(Name, 3))!;
        await _job.MoreBatchesAsync();

        Assert.Equal(JobState.Running, upgraded.State);
        Assert.Equal((upgraded.Package, 3), (rescaled.Package, rescaled.Partitions));
        Assert.Equal([1, 2], _job.Verify(Interval));
        JobProgress progress = await Cluster.ProgressOfAsync(Name);
        Assert.Equal(4, progress.Epoch);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_that_is_killed_meanwhile_changes_nothing(bool killsCoordinator)
    {
        InProcessSiloHandle coordinator = await Cluster.CoordinatorOfAsync(Name);
        await Cluster.Client.UpgradeAsync(Name, new JobUpgrade { Package = _job.Package(2), Partitions = 5 });
        await Cluster.Cluster.KillSiloAsync(killsCoordinator ? coordinator : Cluster.Cluster.Silos.First(silo => silo != coordinator));

        await _job.VersionAsync(2);
        await _job.MoreBatchesAsync();
        Assert.Equal([1, 2], _job.Verify(Interval));
    }

    [Fact]
    public async Task What_cannot_take_its_place_is_refused_and_the_job_goes_on()
    {
        OrleansStreamClient client = Cluster.Client;
        JobInfo before = (await client.GetAsync(Name))!;

        Assert.Contains("refers to Greetings", await RefusedAsync(new JobUpgrade { Package = _job.Package(0) }), StringComparison.Ordinal);
        Assert.Contains("'output' is missing", await RefusedAsync(new JobUpgrade { Package = _job.Package(2), Arguments = new Dictionary<string, string>() }), StringComparison.Ordinal);
        Assert.Contains("Partitions is '0'", await RefusedAsync(new JobUpgrade { Partitions = 0 }), StringComparison.Ordinal);
        Assert.Contains(
            "state of totals cannot become what its types are now", await RefusedAsync(new JobUpgrade { JobClass = "WelcomeTwiceJob" }), StringComparison.Ordinal);
        Assert.Null(await client.RescaleAsync("nobody", 2));

        await _job.MoreBatchesAsync();
        Assert.Equal(before with { Progress = null }, (await client.GetAsync(Name))! with { Progress = null });
        Assert.Equal([1], _job.Verify(Interval));
    }

    [Fact]
    [Trait("Tier", "Long")]
    public async Task Versions_and_partitions_change_while_silos_are_killed_one_after_the_other()
    {
        const int changes = 12;
        var random = new Random(7);
        int library = 1;
        for (int change = 0; change < changes; change++)
        {
            library = random.Next(2) == 0 ? library : 3 - library;
            var upgrade = new JobUpgrade { Package = _job.Package(library), Partitions = random.Next(1, 7) };
            Task killed = Cluster.Cluster.KillSiloAsync(Cluster.Cluster.Silos[random.Next(Cluster.Cluster.Silos.Count)]);
            await JobCluster.UntilAsync("the job is upgraded", () => IsUpgradedAsync(upgrade));
            await killed;
            await _job.VersionAsync(library);
            await _job.MoreBatchesAsync();
            await Cluster.Cluster.StartAdditionalSiloAsync();
        }

        _job.Verify(Interval);
    }

    private async Task<bool> IsUpgradedAsync(JobUpgrade upgrade)
    {
        try
        {
            return await Cluster.Client.UpgradeAsync(Name, upgrade) is not null;
        }
        catch (Exception error) when (error is OrleansException or TimeoutException or JobConflictException)
        {
            // The silo that was called has just been lost, and perhaps had done what was asked.
            return false;
        }
    }

    private async Task<string> RefusedAsync(JobUpgrade upgrade) =>
        (await Assert.ThrowsAsync<JobRefusedException>(() => Cluster.Client.UpgradeAsync(Name, upgrade))).Message;
}
