using Orleans.TestingHost;
using OrleansStream.Checkpoints;
using OrleansStream.Grains.Persistence;

namespace OrleansStream.Cluster.Tests;

/// <summary>A silo with a grain storage to test.</summary>
internal sealed class StorageSilo : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private StorageSilo(InProcessTestCluster cluster) => _cluster = cluster;

    /// <summary>The records that jobs on the silo use.</summary>
    internal GrainRecords Records => GrainRecords.Of(Services);

    internal IServiceProvider Services => _cluster.Silos.Single().SiloHost.Services;

    internal static async Task<StorageSilo> StartAsync(Action<ISiloBuilder> addStorage)
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddOrleansStream(new OrleansStreamOptions());
            addStorage(silo);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new StorageSilo(cluster);
    }

    /// <summary>A job's store with short parts, so that a megabyte is many of them.</summary>
    internal ICheckpointStore StoreOf(string job) => new GrainCheckpointStore(Records, job, partLength: 64 << 10);

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }
}
