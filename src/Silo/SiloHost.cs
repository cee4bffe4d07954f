using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using OrleansStream.Storage;

namespace OrleansStream.Silo;

/// <summary>Puts a silo together from its configuration.</summary>
internal static class SiloHost
{
    private const string Npgsql = "Npgsql";

    /// <summary>Builds the host of a silo; nothing runs yet.</summary>
    /// <param name="builder">Where the configuration is.</param>
    /// <param name="options">The configuration as read.</param>
    /// <param name="data">What a silo that stands alone keeps everything in, else null.</param>
    internal static WebApplication Build(WebApplicationBuilder builder, SiloHostOptions options, DataDirectory? data)
    {
        // What configuration says comes later and counts.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Orleans"] = nameof(LogLevel.Warning),
                ["Logging:LogLevel:Microsoft.AspNetCore"] = nameof(LogLevel.Warning),
            },
        });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(options.HealthAddress), options.HealthPort));

        builder.Services.Configure<HostOptions>(host =>
        {
            // Beyond the drain, silos need a moment to take their leave.
            host.ShutdownTimeout = options.DrainTimeout + TimeSpan.FromSeconds(10);

            // Health is asked for while the silo joins, too.
            host.ServicesStartConcurrently = true;
        });
        builder.UseOrleans(silo =>
        {
            Join(silo, options);
            Persist(silo, options, data);
            silo.Configure<ClusterMembershipOptions>(membership =>
            {
                membership.ProbeTimeout = options.Membership.ProbeTimeout;
                membership.NumMissedProbesLimit = options.Membership.MissedProbes;
                membership.NumVotesForDeathDeclaration = options.Membership.Votes;
                membership.TableRefreshTimeout = options.Membership.TableRefresh;
                membership.IAmAliveTablePublishTimeout = options.Membership.SignOfLife;

                // Of two silos lost at once each would be asked for by way of the other, and be taken for alive until its signs of life are too old.
                membership.EnableIndirectProbes = false;
            });
            silo.AddOrleansStream(StreamOptionsOf(options));
        });
        WebApplication application = builder.Build();
        HealthEndpoints.Map(application, application.Services.GetRequiredService<ISiloStatusOracle>(), application.Lifetime);
        return application;
    }

    private static void Join(ISiloBuilder silo, SiloHostOptions options)
    {
        if (options.IsAlone)
        {
            silo.UseLocalhostClustering(options.SiloPort, options.GatewayPort);
        }
        else
        {
            silo.UseAdoNetClustering(database =>
            {
                database.Invariant = Npgsql;
                database.ConnectionString = options.ConnectionString;
            });
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, JoiningSigns>();
            EndedSilos.AddTo(silo);
        }

        silo.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = options.ClusterId;
            cluster.ServiceId = options.ServiceId;
        });
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = IPAddress.Parse(options.AdvertisedAddress);
            endpoints.SiloPort = options.SiloPort;
            endpoints.GatewayPort = options.GatewayPort;
            endpoints.SiloListeningEndpoint = new IPEndPoint(options.Listens, options.SiloPort);
            endpoints.GatewayListeningEndpoint = new IPEndPoint(options.Listens, options.GatewayPort);
        });
    }

    private static void Persist(ISiloBuilder silo, SiloHostOptions options, DataDirectory? data)
    {
        if (data is not null)
        {
            silo.Services.AddGrainStorage(OrleansStreamOptions.StorageName, (services, name) => new DirectoryGrainStorage(
                data, services.GetRequiredKeyedService<IGrainStorageSerializer>(name)));
            return;
        }

        silo.AddAdoNetGrainStorage(OrleansStreamOptions.StorageName, database =>
        {
            database.Invariant = Npgsql;
            database.ConnectionString = options.ConnectionString;
            database.DeleteStateOnClear = true;
        });
    }

    private static OrleansStreamOptions StreamOptionsOf(SiloHostOptions options)
    {
        StorageProviders storage = EnvironmentStorage.Create();
        return new OrleansStreamOptions
        {
            Storage = storage,
            CheckpointStore = options.CheckpointDirectory is { } place ? new CheckpointPlace(storage, place).Open : null,
            EngineThreads = options.EngineThreads,
            MemoryLimit = options.MemoryLimit,
            SpillDirectory = options.SpillDirectory,
            DefineTimeout = options.DefineTimeout,
            MaxBatchAttempts = options.MaxBatchAttempts,
            BatchRetryDelay = options.BatchRetryDelay,
            DrainTimeout = options.DrainTimeout,
            PackageDirectory = options.PackagePath,
            Secret = options.Secret,
        };
    }
}
