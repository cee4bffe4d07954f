using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace OrleansStream.Silo;

/// <summary>What tells an orchestrator how the silo is.</summary>
internal static class HealthEndpoints
{
    /// <summary>Adds <c>/health/live</c>, which answers as long as the process can, and <c>/health/ready</c>, which answers 200 while the
    /// silo takes work, else 503.</summary>
    internal static void Map(IEndpointRouteBuilder endpoints, ISiloStatusOracle silo, IHostApplicationLifetime lifetime)
    {
        endpoints.MapGet("/health/live", () => Results.Text(nameof(SiloStatus.Active)));
        endpoints.MapGet("/health/ready", () => Results.Text(
            silo.CurrentStatus.ToString(),
            statusCode: silo.CurrentStatus == SiloStatus.Active && !lifetime.ApplicationStopping.IsCancellationRequested
                ? StatusCodes.Status200OK
                : StatusCodes.Status503ServiceUnavailable));
    }
}
