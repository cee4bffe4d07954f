using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Hosting;

/// <summary>Builds the service container of a job that wants its own.</summary>
internal static class JobContainer
{
    private const string DefaultFactory =
        "Microsoft.Extensions.DependencyInjection.DefaultServiceProviderFactory, Microsoft.Extensions.DependencyInjection";

    internal static IServiceProvider Build(IServiceProvider host, IConfigureJobServices job, StreamingContextOptions context, JobArguments arguments)
    {
        IServiceProviderFactory<IServiceCollection> factory = FactoryOf(host);
        var services = new ServiceCollection();
        services.AddSingleton(context.LoggerFactory);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(context.TimeProvider);
        if (context.MeterFactory is { } meters)
        {
            services.AddSingleton(meters);
        }

        job.ConfigureServices(services, arguments);
        return factory.CreateServiceProvider(factory.CreateBuilder(services));
    }

    // The engine refers to abstractions only; whoever has a host has a container, and a host with another one registers its factory.
    private static IServiceProviderFactory<IServiceCollection> FactoryOf(IServiceProvider host) =>
        host.GetService<IServiceProviderFactory<IServiceCollection>>()
        ?? (Type.GetType(DefaultFactory) is { } type ? (IServiceProviderFactory<IServiceCollection>)Activator.CreateInstance(type)! : null)
        ?? throw new InvalidOperationException(
            "A job that configures services needs a container: register an IServiceProviderFactory<IServiceCollection> with the host, "
            + "or refer to Microsoft.Extensions.DependencyInjection.");
}
