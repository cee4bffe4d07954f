using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace OrleansStream;

/// <summary>Registers the client of a cluster.</summary>
public static class OrleansStreamClientServiceCollectionExtensions
{
    /// <summary>Registers an <see cref="OrleansStreamClient"/> over the connection to Orleans that the application has already, as a client or as a
    /// silo.</summary>
    /// <param name="services">The application's services.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection AddOrleansStreamClient(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static provider => new OrleansStreamClient(provider.GetRequiredService<IClusterClient>()));
        return services;
    }

    /// <summary>Registers an <see cref="OrleansStreamClient"/> with a connection of its own, opened when the application's host starts.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="options">Where the cluster is.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An option breaks its rule.</exception>
    public static IServiceCollection AddOrleansStreamClient(this IServiceCollection services, OrleansStreamClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        services.AddOrleansClient(client => ClusterConnection.Configure(client, options));
        return services.AddOrleansStreamClient();
    }
}
