using Npgsql;
using OrleansStream.Checkpoints;

namespace OrleansStream.Cluster.Tests;

/// <summary>Checkpoints in PostgreSQL, through Orleans' ADO.NET provider and this repository's schema.</summary>
public class PostgresGrainStorageTests(PostgresGrainStorageTests.Fixture fixture)
    : GrainCheckpointStoreConformance, IClassFixture<PostgresGrainStorageTests.Fixture>
{
    private protected override StorageSilo Silo => fixture.Silo!;

    [PostgresTheory]
    [MemberData(nameof(All))]
    public Task Keeps(string rule) => CheckAsync(rule);

    [PostgresFact]
    public async Task Bytes_are_stored_as_they_are()
    {
        const int length = 300_000;
        ICheckpointStore store = Silo.StoreOf("sizes");
        Assert.True(await store.CreateOnceAsync("object", new byte[length], CancellationToken.None));

        Assert.InRange(await fixture.StoredBytesAsync("sizes"), length, length + 200);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly ClusterPostgresServer _server = new();

        internal StorageSilo? Silo { get; private set; }

        public async Task InitializeAsync()
        {
            await _server.InitializeAsync();
            if (PostgresBinaries.Missing is null)
            {
                Silo = await StorageSilo.StartAsync(silo => silo.AddAdoNetGrainStorage(OrleansStreamOptions.StorageName, database =>
                {
                    database.Invariant = "Npgsql";
                    database.ConnectionString = _server.ConnectionString;
                    database.DeleteStateOnClear = true;
                }));
            }
        }

        /// <summary>How many bytes are stored for a job.</summary>
        internal async Task<long> StoredBytesAsync(string job)
        {
            await using NpgsqlDataSource database = NpgsqlDataSource.Create(_server.ConnectionString);
            await using NpgsqlCommand sum = database.CreateCommand(
                $"SELECT sum(octet_length(PayloadBinary))::bigint FROM OrleansStreamRecord WHERE GrainKey LIKE '%/{job}/%'");
            return (long)(await sum.ExecuteScalarAsync())!;
        }

        public async Task DisposeAsync()
        {
            if (Silo is not null)
            {
                await Silo.DisposeAsync();
            }

            await _server.DisposeAsync();
        }
    }
}
