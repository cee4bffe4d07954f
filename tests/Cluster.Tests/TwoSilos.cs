using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;
using OrleansStream.Checkpoints;
using OrleansStream.Conformance;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Two silos that know the tests' jobs, with feeds, outputs and checkpoint stores that outlive either.</summary>
public sealed class TwoSilos : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, ICheckpointStore> _stores = new();
    private InProcessTestCluster? _cluster;

    private TwoSilos()
    {
    }

    public InProcessTestCluster Cluster => _cluster!;

    /// <summary>What jobs read by name.</summary>
    public InputFeeds Feeds { get; } = new();

    /// <summary>Where jobs that are started from now on put their outputs.</summary>
    public OutputCollector Collector { get; set; } = new();

    /// <summary>Starts a cluster.</summary>
    /// <param name="losesSilos">Whether a silo is to be killed, which the other is to find out soon; if not, a slow one is never taken for dead.</param>
    public static async Task<TwoSilos> StartAsync(bool losesSilos)
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        var fixture = new TwoSilos();
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(fixture.Feeds);
            silo.Services.AddTransient(_ => fixture.Collector);
            silo.AddOrleansStream(new OrleansStreamOptions
            {
                EngineThreads = 2,
                CheckpointStore = job => fixture._stores.GetOrAdd(job, _ => new InMemoryCheckpointStore()),
            }.AddJob<ClusterWordCount>().AddJob<ClusterRunningCount>().AddJob<ClusterReceived>().AddJob<ClusterWindows>().AddJob<ClusterTables>().AddJob<ConformanceJob>());
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
            if (!losesSilos)
            {
                return;
            }

            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                options.NumMissedProbesLimit = 2;
                options.NumVotesForDeathDeclaration = 1;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(1);
            });
        });
        fixture._cluster = builder.Build();
        await fixture.Cluster.DeployAsync();
        return fixture;
    }

    /// <summary>The coordinator of a job.</summary>
    public IBatchCoordinatorGrain CoordinatorOf(JobSubmission job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Cluster.Client.GetGrain<IBatchCoordinatorGrain>(job.JobName);
    }

    /// <summary>Runs a job until something is true, calling its coordinator meanwhile as a keeper of jobs would.</summary>
    /// <exception cref="TimeoutException">It was not true in time; the message says how the job stands.</exception>
    public async Task RunUntilAsync(JobSubmission job, Func<bool> done)
    {
        ArgumentNullException.ThrowIfNull(done);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await RunUntilAsync(job, done, patience);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            JobStatus status = await CoordinatorOf(job).GetStatusAsync();
            throw new TimeoutException($"{job.JobName} did not get there within {Patience}: {status}.");
        }
    }

    /// <summary>Runs a job over batches of words, and kills a silo on the way.</summary>
    /// <param name="job">The job, which reads <see cref="ClusterWordCount.Feed"/> and puts something out for each batch.</param>
    /// <param name="batches">The words of each batch.</param>
    /// <param name="output">The output.</param>
    /// <param name="beforeTheKill">After how many batches.</param>
    /// <param name="killsCoordinator">Whether that of the coordinator, or the other one.</param>
    public async Task RunThroughKillAsync<T>(
        JobSubmission job, string[][] batches, CollectedOutput<T> output, int beforeTheKill, bool killsCoordinator)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(output);
        Feeds.Add(ClusterWordCount.Feed, new ListFeed<string>(batches.Select(words => FeedBatch.Cut(words, 3))));
        await RunUntilAsync(job, () => output.Batches.Count >= beforeTheKill);

        InProcessSiloHandle coordinator = await SiloOfAsync(CoordinatorOf(job).GetGrainId());
        await Cluster.KillSiloAsync(killsCoordinator ? coordinator : Cluster.Silos.First(silo => silo != coordinator));
        await RunUntilAsync(job, () => output.Batches.Count >= batches.Length);
    }

    private async Task RunUntilAsync(JobSubmission job, Func<bool> done, CancellationTokenSource patience)
    {
        while (!done())
        {
            try
            {
                await CoordinatorOf(job).EnsureRunningAsync(job).WaitAsync(patience.Token);
            }
            catch (Exception error) when (error is OrleansException or TimeoutException && !patience.IsCancellationRequested)
            {
                // The silo of the coordinator is gone and not yet known to be: ask again.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Stops a job at once, and waits until it has stopped.</summary>
    public async Task StopAsync(JobSubmission job)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!(await CoordinatorOf(job).EnsureStoppedAsync(job.Run, graceful: false)).HasEnded)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>The silo that a grain lives on.</summary>
    public async Task<InProcessSiloHandle> SiloOfAsync(GrainId grain)
    {
        SiloAddress? address = await Cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(
            (IAddressable)Cluster.Client.GetGrain(grain));
        return Cluster.Silos.Single(silo => silo.SiloAddress.Equals(address));
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.StopAllSilosAsync();
        await Cluster.DisposeAsync();
    }
}
