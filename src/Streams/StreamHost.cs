using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Streams;

namespace OrleansStream.Streams;

/// <summary>What the process that hosts a job has of Orleans.</summary>
/// <param name="services">The services of the process.</param>
internal sealed class StreamHost(IServiceProvider services)
{
    /// <summary>The grain that receives here, or null where the process itself does.</summary>
    internal IReceivingGrain? Grain => services.GetService<IReceivingGrain>();

    internal Serializer Serializer => services.GetRequiredService<Serializer>();

    internal static StreamHost Of(StreamingContext context) => new(context.Options.HostServices ?? context.Services);

    /// <summary>The provider of a stream.</summary>
    /// <exception cref="InvalidOperationException">The process has none of this name.</exception>
    internal IStreamProvider ProviderOf(StreamAddress address) =>
        (services as IKeyedServiceProvider)?.GetKeyedService(typeof(IStreamProvider), address.Provider) as IStreamProvider
        ?? throw new InvalidOperationException(
            $"This process has no stream provider '{address.Provider}'. On a cluster every silo needs it, such as by AddMemoryStreams(\"{address.Provider}\"); embedded, give the context the {nameof(StreamingContextOptions.Services)} of a silo or of an Orleans client that has it.");
}
