using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Checkpoints;
using OrleansStream.Grains;
using OrleansStream.Grains.Persistence;

namespace OrleansStream.Cluster.Tests;

/// <summary>The code of jobs as a silo has it, without a silo.</summary>
internal sealed class LocalJobs : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();

    internal LocalJobs(Action<OrleansStreamOptions> configure)
    {
        var store = new InMemoryCheckpointStore();
        var options = new OrleansStreamOptions { CheckpointStore = _ => store };
        configure(options);
        var storage = new JobStorage(options, _services);
        Packages = new SiloPackages(storage, options);
        Factory = new JobFactory(options, storage, Packages, TimeProvider.System, _services, new JobLogs("here", NullLoggerFactory.Instance, TimeProvider.System));
    }

    internal SiloPackages Packages { get; }

    internal JobFactory Factory { get; }

    public async ValueTask DisposeAsync()
    {
        Packages.Dispose();
        await _services.DisposeAsync();
    }
}
