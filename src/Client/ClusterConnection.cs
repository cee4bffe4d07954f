using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace OrleansStream;

/// <summary>How options become Orleans' own.</summary>
internal static class ClusterConnection
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    internal static void Configure(IClientBuilder client, OrleansStreamClientOptions options)
    {
        client.UseStaticClustering([.. options.Gateways]);
        client.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = options.ClusterId;
            cluster.ServiceId = options.ServiceId;
        });
        if (options.Secret is { } secret)
        {
            client.UseOrleansStreamSecret(secret);
        }

        client.Services.AddSingleton<IClientConnectionRetryFilter>(services => new ConnectAgain(
            options.ConnectTimeout, services.GetService<TimeProvider>() ?? TimeProvider.System));
    }

    private sealed class ConnectAgain(TimeSpan timeout, TimeProvider time) : IClientConnectionRetryFilter
    {
        private readonly long _start = time.GetTimestamp();

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            if (time.GetElapsedTime(_start) >= timeout)
            {
                return false;
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
    }
}
