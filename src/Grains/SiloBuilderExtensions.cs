using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using OrleansStream.Grains;
using OrleansStream.Grains.Persistence;

namespace OrleansStream;

/// <summary>Adds streaming to a silo.</summary>
public static class SiloBuilderExtensions
{
    /// <summary>Lets the silo host streaming jobs.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="options">How; not to be changed afterwards.</param>
    /// <returns>The silo.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An option breaks its rule.</exception>
    public static ISiloBuilder AddOrleansStream(this ISiloBuilder silo, OrleansStreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        silo.Services.AddSingleton(options);
        if (options.Secret is { } text)
        {
            var secret = new ClusterSecret(text);
            silo.AddOutgoingGrainCallFilter(secret);
            silo.AddIncomingGrainCallFilter(secret);
        }

        silo.Services.AddKeyedSingleton<IGrainStorageSerializer>(
            OrleansStreamOptions.StorageName,
            static (services, _) => new StoredBytesSerializer(services.GetRequiredService<IGrainStorageSerializer>()));
        silo.Services.AddSingleton<JobStorage>();
        silo.Services.AddSingleton<SiloPackages>();
        silo.Services.AddSingleton(static services => new JobLogs(
            services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString(),
            services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<TimeProvider>()));
        silo.Services.AddSingleton<JobFactory>();
        silo.Services.AddSingleton<SiloJobs>();
        silo.Services.AddSingleton<LocalReceivers>();
        silo.Services.AddSingleton<PartitionPlacement>();
        silo.Services.AddSingleton<LocalDrivers>();
        silo.Services.AddSingleton<Standby>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static services => services.GetRequiredService<LocalDrivers>());
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static services => services.GetRequiredService<Standby>());
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, JobKeeper>();
        return silo;
    }
}
