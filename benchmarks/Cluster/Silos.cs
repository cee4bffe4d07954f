using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansStream.Checkpoints;

namespace OrleansStream.ClusterBenchmarks;

/// <summary>Silos of a cluster in this process, which talk to each other over loopback connections as those of several processes do.</summary>
internal sealed class Silos : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];

    /// <summary>Submits jobs to the cluster.</summary>
    internal OrleansStreamClient Client { get; private set; } = null!;

    /// <summary>Starts a cluster.</summary>
    /// <param name="count">How many silos.</param>
    /// <param name="threads">How many engine threads all of them have together.</param>
    internal static async Task<Silos> StartAsync(int count, int threads)
    {
        var silos = new Silos();
        var stores = new ConcurrentDictionary<string, ICheckpointStore>();
        IPEndPoint? primary = null;
        for (int i = 0; i < count; i++)
        {
            int port = FreePort();
            primary ??= new IPEndPoint(IPAddress.Loopback, port);
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            IPEndPoint first = primary;
            builder.UseOrleans(silo => silo
                .UseLocalhostClustering(port, FreePort(), first)
                .AddMemoryGrainStorage(OrleansStreamOptions.StorageName)
                .AddOrleansStream(new OrleansStreamOptions { EngineThreads = threads / count, CheckpointStore = job => stores.GetOrAdd(job, _ => new InMemoryCheckpointStore()) }
                    .AddJob<ReduceJob>().AddJob<StateJob>().AddJob<ExchangeJob>()));
            IHost host = builder.Build();
            silos._hosts.Add(host);
            await host.StartAsync().ConfigureAwait(false);
        }

        silos.Client = new OrleansStreamClient(silos._hosts[0].Services.GetRequiredService<IClusterClient>());
        return silos;
    }

    /// <summary>Submits a job.</summary>
    internal Task SubmitAsync<TJob>(Settings settings, string name, TimeSpan interval)
        where TJob : MeasuredJob, new() =>
        Client.SubmitAsync<TJob>(settings.Arguments(name), new JobSettings { Name = name, BatchInterval = interval, Partitions = settings.Threads });

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync().ConfigureAwait(false);
        foreach (IHost host in Enumerable.Reverse(_hosts))
        {
            await host.StopAsync().ConfigureAwait(false);
            host.Dispose();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
