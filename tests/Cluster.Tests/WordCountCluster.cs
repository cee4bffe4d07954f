using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;
using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Two silos that know the job, with a feed, an output and a checkpoint store that outlive either.</summary>
public sealed class WordCountCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, ICheckpointStore> _stores = new();

    private WordCountCluster(InProcessTestCluster cluster, IInputFeed<string> feed)
    {
        Cluster = cluster;
        Feeds.Add(ClusterWordCount.Feed, feed);
    }

    public InProcessTestCluster Cluster { get; private set; }

    public OutputCollector Collector { get; } = new();

    public CollectedOutput<(string Key, long Value)> Output => Collector.Output<(string Key, long Value)>(ClusterWordCount.Output);

    public JobSubmission Job { get; } = new(
        "word-count", typeof(ClusterWordCount).FullName!, new Dictionary<string, string>(), TimeSpan.FromMilliseconds(100), Partitions: 4);

    public IBatchCoordinatorGrain Coordinator => Cluster.Client.GetGrain<IBatchCoordinatorGrain>(Job.JobName);

    private InputFeeds Feeds { get; } = new();

    public static async Task<WordCountCluster> StartAsync(IInputFeed<string> feed)
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        var fixture = new WordCountCluster(null!, feed);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(fixture.Feeds);
            silo.Services.AddSingleton(fixture.Collector);
            silo.AddOrleansStream(new OrleansStreamOptions
            {
                EngineThreads = 2,
                CheckpointStore = job => fixture._stores.GetOrAdd(job, _ => new InMemoryCheckpointStore()),
            }.AddJob<ClusterWordCount>());
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                options.NumMissedProbesLimit = 2;
                options.NumVotesForDeathDeclaration = 1;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(1);
            });
        });
        fixture.Cluster = builder.Build();
        await fixture.Cluster.DeployAsync();
        return fixture;
    }

    /// <summary>Waits until a number of batches has been published, calling the coordinator meanwhile as a keeper of jobs would.</summary>
    public async Task PublishedAsync(int batches)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (Output.Batches.Count < batches)
        {
            patience.Token.ThrowIfCancellationRequested();
            try
            {
                await Coordinator.EnsureRunningAsync(Job).WaitAsync(patience.Token);
            }
            catch (Exception error) when (error is OrleansException or TimeoutException && !patience.IsCancellationRequested)
            {
                // The silo of the coordinator is gone and not yet known to be: ask again.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
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
