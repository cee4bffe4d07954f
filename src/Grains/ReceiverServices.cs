using Microsoft.Extensions.DependencyInjection;
using OrleansStream.Streams;

namespace OrleansStream.Grains;

/// <summary>The silo's services, and the grain that a receiver lives in.</summary>
internal sealed class ReceiverServices(IServiceProvider silo, IReceivingGrain grain) : IKeyedServiceProvider
{
    public object? GetService(Type serviceType) => serviceType == typeof(IReceivingGrain) ? grain : silo.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => ((IKeyedServiceProvider)silo).GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => silo.GetRequiredKeyedService(serviceType, serviceKey);
}
