using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;
using OrleansStream.Grains.Persistence;
using OrleansStream.Silo;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Silos in this process that look after jobs by themselves; what is stored, fed and put out outlives them.</summary>
public sealed class JobCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _path = Directory.CreateTempSubdirectory("orleans-stream-data-").FullName;
    private readonly DataDirectory _data;
    private readonly int _silos;
    private readonly int _maxBatchAttempts;
    private readonly Action<ISiloBuilder>? _configure;
    private InProcessTestCluster? _cluster;

    private JobCluster(int silos, int maxBatchAttempts, Action<ISiloBuilder>? configure)
    {
        _silos = silos;
        _configure = configure;
        _maxBatchAttempts = maxBatchAttempts;
        _data = DataDirectory.Open(_path);
        Storage = new FailingGrainStorage(new DirectoryGrainStorage(_data, new StoredBytesSerializer(null!)));
    }

    public InProcessTestCluster Cluster => _cluster!;

    public OrleansStreamClient Client => new(Cluster.Client);

    public InputFeeds Feeds { get; } = new();

    internal FailingGrainStorage Storage { get; }

    public OutputCollector Collector { get; } = new();

    /// <summary>Starts a cluster.</summary>
    /// <param name="silos">How many silos it has.</param>
    /// <param name="maxBatchAttempts">How often a batch is tried.</param>
    /// <param name="configure">What else each silo is to have.</param>
    public static async Task<JobCluster> StartAsync(int silos, int maxBatchAttempts, Action<ISiloBuilder>? configure = null)
    {
        var cluster = new JobCluster(silos, maxBatchAttempts, configure);
        await cluster.StartAsync();
        return cluster;
    }

    /// <summary>Starts all silos, also again after they were stopped.</summary>
    public async Task StartAsync()
    {
        var builder = new InProcessTestClusterBuilder((short)_silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(Feeds);
            silo.Services.AddSingleton(Collector);
            silo.Services.AddGrainStorage(OrleansStreamOptions.StorageName, (_, _) => Storage);
            silo.AddOrleansStream(new OrleansStreamOptions { EngineThreads = 2, MaxBatchAttempts = _maxBatchAttempts, DefineTimeout = TimeSpan.FromSeconds(3) }.AddJob<ClusterWordCount>().AddJob<RefusingJob>().AddJob<FailingJob>().AddJob<ClusterRunningCount>().AddJob<LoggingJob>().AddJob<ClusterReceived>().AddJob<ClusterStreamed>().AddJob<EndlessDefinition>().AddJob<EndlessFunction>());
            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                options.NumMissedProbesLimit = 2;
                options.NumVotesForDeathDeclaration = 1;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(1);
                options.EnableIndirectProbes = false;
            });
            _configure?.Invoke(silo);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <summary>Stops all silos, as at the end of the day.</summary>
    public async Task StopAsync()
    {
        await Cluster.StopAllSilosAsync();
        await Cluster.DisposeAsync();
        _cluster = null;
    }

    /// <summary>Waits until something is true, and calls nobody meanwhile.</summary>
    /// <exception cref="TimeoutException">It was not true in time.</exception>
    public static async Task UntilAsync(string what, Func<Task<bool>> isTrue)
    {
        ArgumentNullException.ThrowIfNull(isTrue);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!await isTrue())
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"After {Patience} it was not true that {what}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>How a job stands, as soon as it runs.</summary>
    public async Task<JobProgress> ProgressOfAsync(string job)
    {
        JobProgress? progress = null;
        await UntilAsync($"{job} runs", async () => (progress = (await Client.GetAsync(job))?.Progress) is not null);
        return progress!;
    }

    /// <summary>The silo that a grain lives on.</summary>
    public async Task<InProcessSiloHandle> SiloOfAsync(GrainId grain)
    {
        SiloAddress? address = await Cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress((IAddressable)Cluster.Client.GetGrain(grain));
        return Cluster.Silos.Single(silo => silo.SiloAddress.Equals(address));
    }

    /// <summary>The silo that coordinates a job.</summary>
    public async Task<InProcessSiloHandle> CoordinatorOfAsync(string job)
    {
        string address = (await ProgressOfAsync(job)).Silo;
        return Cluster.Silos.Single(silo => silo.SiloAddress.ToParsableString() == address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await StopAsync();
        }

        _data.Dispose();
        Directory.Delete(_path, recursive: true);
    }
}
