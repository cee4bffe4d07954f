using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Windows on two silos, either of which is killed with what it has of the batches that later windows look back on.</summary>
public sealed class WindowsOnTwoSilosTests
{
    private const int Batches = 30;
    private const int BeforeTheKill = 8;

    private static readonly JobSubmission Job = new(
        "windows", typeof(ClusterWindows).FullName!, new Dictionary<string, string>(), TimeSpan.FromMilliseconds(100), Partitions: 4);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task A_killed_silo_changes_no_window(int seed, bool killsCoordinator)
    {
        var random = new Random(seed);
        string[][] batches = [.. Enumerable.Range(0, Batches).Select(_ => Enumerable.Range(0, random.Next(60)).Select(_ => $"word{random.Next(100)}").ToArray())];
        await using TwoSilos cluster = await TwoSilos.StartAsync(losesSilos: true);
        CollectedOutput<(string Key, long Value)> output = cluster.Collector.Output<(string Key, long Value)>(ClusterWindows.Output);
        await cluster.RunThroughKillAsync(Job, batches, output, BeforeTheKill, killsCoordinator);

        for (int i = 0; i < Batches; i++)
        {
            Assert.Equal(
                batches[Math.Max(0, i + 1 - ClusterWindows.Length)..(i + 1)].SelectMany(words => words).GroupBy(word => word).Select(word => (word.Key, word.LongCount()))
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal),
                output.Batches[i].Records.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }
    }
}
