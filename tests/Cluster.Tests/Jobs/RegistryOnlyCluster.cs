using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansStream.Cluster.Tests;

/// <summary>A connection to a cluster that has nothing but a registry of jobs.</summary>
public class RegistryOnlyCluster : DispatchProxy
{
    private IJobManagerGrain? _registry;
    private IServiceProvider? _services;

    /// <summary>Makes one.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="time">Where the client's time comes from.</param>
    public static IClusterClient Of(IJobManagerGrain registry, TimeProvider time)
    {
        IClusterClient cluster = Create<IClusterClient, RegistryOnlyCluster>();
        var proxy = (RegistryOnlyCluster)cluster;
        proxy._registry = registry;
        proxy._services = new ServiceCollection().AddSingleton(time).BuildServiceProvider();
        return cluster;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_ServiceProvider" => _services,
        nameof(IGrainFactory.GetGrain) when targetMethod.ReturnType == typeof(IJobManagerGrain) => _registry,
        _ => throw new NotSupportedException(targetMethod.Name),
    };
}
