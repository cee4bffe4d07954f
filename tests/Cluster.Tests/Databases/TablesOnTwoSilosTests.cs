using Npgsql;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Tables that two silos write to and look up in, either of which is killed.</summary>
public sealed class TablesOnTwoSilosTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Batches = 30;
    private const int BeforeTheKill = 8;
    private const int Words = 20;

    [PostgresFact]
    public Task A_killed_silo_leaves_each_record_in_the_tables_once() => RunAsync(seed: 1, killsCoordinator: false);

    [PostgresFact]
    public Task A_killed_silo_of_the_coordinator_leaves_each_record_in_the_tables_once() => RunAsync(seed: 2, killsCoordinator: true);

    private async Task RunAsync(int seed, bool killsCoordinator)
    {
        string database = await server.CreateDatabaseAsync($"tables-{seed}");
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await source.RunAsync("CREATE TABLE kinds (word text, kind text); INSERT INTO kinds SELECT 'word' || i, 'even' FROM generate_series(0, 100, 2) i");
        var job = new JobSubmission(
            "tables", typeof(ClusterTables).FullName!, new Dictionary<string, string> { [ClusterTables.Database] = database }, TimeSpan.FromMilliseconds(100), Partitions: 4);
        var random = new Random(seed);
        int[][] numbers = [.. Enumerable.Range(0, Batches).Select(_ => Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(Words)).ToArray())];
        string[][] batches = [.. numbers.Select(batch => batch.Select(number => $"word{number}").ToArray())];
        await using TwoSilos cluster = await TwoSilos.StartAsync(losesSilos: true);
        CollectedOutput<(string Key, long Value)> output = cluster.Collector.Output<(string Key, long Value)>(ClusterTables.Output);
        await cluster.RunThroughKillAsync(job, batches, output, BeforeTheKill, killsCoordinator);
        await cluster.StopAsync(job);

        IEnumerable<IGrouping<int, int>> groups = numbers.SelectMany(batch => batch).GroupBy(number => number).OrderBy(group => group.Key);
        Assert.Equal(
            groups.Select(group => $"word{group.Key},{(group.Key % 2 == 0 ? "even" : "none")},{group.Count()}"),
            await source.ReadAsync("SELECT word, kind, count(*) FROM words GROUP BY word, kind ORDER BY substr(word, 5)::integer"));
        Assert.Equal(groups.Select(group => $"word{group.Key},{group.Count()}"), await source.ReadAsync("SELECT word, count FROM counts ORDER BY substr(word, 5)::integer"));
    }
}
