using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Grains;

/// <summary>The silo's services as a job sees them: what it logs goes into its log too.</summary>
/// <remarks>Loggers are made anew each time, since the silo's container would keep those of types of the job's, and with them its code.</remarks>
/// <param name="silo">The silo's services.</param>
/// <param name="loggers">Makes the job's loggers.</param>
internal sealed class JobServices(IServiceProvider silo, ILoggerFactory loggers) : IKeyedServiceProvider, IServiceProviderIsKeyedService
{
    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceType == typeof(IServiceProvider) || serviceType == typeof(IServiceProviderIsService) || serviceType == typeof(IServiceProviderIsKeyedService))
        {
            return this;
        }

        if (serviceType == typeof(ILoggerFactory))
        {
            return loggers;
        }

        return IsLogger(serviceType)
            ? Activator.CreateInstance(typeof(Logger<>).MakeGenericType(serviceType.GetGenericArguments()), loggers)
            : silo.GetService(serviceType);
    }

    public object? GetKeyedService(Type serviceType, object? serviceKey) => (silo as IKeyedServiceProvider)?.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => silo.GetRequiredKeyedService(serviceType, serviceKey);

    public bool IsService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return IsLogger(serviceType) || silo.GetService<IServiceProviderIsService>()?.IsService(serviceType) == true;
    }

    public bool IsKeyedService(Type serviceType, object? serviceKey) =>
        silo.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(serviceType, serviceKey) == true;

    private static bool IsLogger(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ILogger<>);
}
