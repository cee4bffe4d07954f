using OrleansStream.Tests.StorageServers;

namespace OrleansStream.Cluster.Tests;

/// <summary>A test that needs a PostgreSQL server and one of npm's, skipped where either cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ServersFactAttribute : FactAttribute
{
    public ServersFactAttribute() => Skip = PostgresBinaries.Missing ?? NeededServer.Missing;
}
