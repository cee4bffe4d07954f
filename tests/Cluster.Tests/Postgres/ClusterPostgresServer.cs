using OrleansStream.Silo;

namespace OrleansStream.Cluster.Tests;

/// <summary>A PostgreSQL server that has a database with the schema of a cluster.</summary>
public sealed class ClusterPostgresServer : PostgresServer
{
    /// <summary>The connection string of that database.</summary>
    public string ConnectionString => ConnectionStringOf("cluster");

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (PostgresBinaries.Missing is null)
        {
            await CreateDatabaseAsync("cluster");
            await PostgresSchema.ApplyAsync(ConnectionString, CancellationToken.None);
        }
    }
}
