using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>State on two silos, either of which is killed.</summary>
public sealed class RunningCountOnTwoSilosTests
{
    private const int Batches = 30;
    private const int BeforeTheKill = 8;

    private static readonly JobSubmission Job = new(
        "running-count", typeof(ClusterRunningCount).FullName!, new Dictionary<string, string>(), TimeSpan.FromMilliseconds(100), Partitions: 4);

    [Fact]
    public Task A_killed_silo_of_state_loses_nothing_and_counts_nothing_twice() => RunAsync(seed: 1, killsCoordinator: false);

    [Fact]
    public Task A_killed_silo_of_the_coordinator_loses_nothing_and_counts_nothing_twice() => RunAsync(seed: 2, killsCoordinator: true);

    private static async Task RunAsync(int seed, bool killsCoordinator)
    {
        var random = new Random(seed);
        string[][] batches = [.. Enumerable.Range(0, Batches).Select(_ => Enumerable.Range(0, random.Next(60)).Select(_ => $"word{random.Next(100)}").ToArray())];
        await using TwoSilos cluster = await TwoSilos.StartAsync(losesSilos: true);
        CollectedOutput<(string Key, long Value)> output = cluster.Collector.Output<(string Key, long Value)>(ClusterRunningCount.Output);
        await cluster.RunThroughKillAsync(Job, batches, output, BeforeTheKill, killsCoordinator);

        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; i < Batches; i++)
        {
            foreach (string word in batches[i])
            {
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }

            Assert.Equal(
                counts.Select(pair => (pair.Key, pair.Value)),
                output.Batches[i].Records.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }
    }
}
