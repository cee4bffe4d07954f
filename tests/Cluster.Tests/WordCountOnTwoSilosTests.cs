using Orleans.TestingHost;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

public sealed class WordCountOnTwoSilosTests
{
    private const int Batches = 30;

    private static readonly JobSubmission Job = new(
        "word-count", typeof(ClusterWordCount).FullName!, new Dictionary<string, string>(), TimeSpan.FromMilliseconds(100), Partitions: 4);

    [Fact]
    public async Task Counts_are_those_of_the_embedded_engine()
    {
        ListFeed<string> feed = MakeFeed(seed: 1);
        await using TwoSilos cluster = await StartAsync(feed);

        await PublishedAsync(cluster, Batches);

        AssertCounts(feed, Output(cluster));
    }

    [Fact]
    public async Task Both_silos_run_tasks()
    {
        await using TwoSilos cluster = await StartAsync(MakeFeed(seed: 2));
        await PublishedAsync(cluster, 3);

        var silos = new HashSet<SiloAddress>();
        for (int partition = 0; partition < Job.Partitions; partition++)
        {
            silos.Add((await cluster.SiloOfAsync(
                cluster.Cluster.Client.GetGrain<IPartitionGrain>(partition, Job.JobName).GetGrainId())).SiloAddress);
        }

        Assert.Equal(2, silos.Count);
    }

    [Fact]
    public async Task A_killed_silo_of_partitions_loses_nothing_and_counts_nothing_twice()
    {
        ListFeed<string> feed = MakeFeed(seed: 3);
        await using TwoSilos cluster = await StartAsync(feed);
        await PublishedAsync(cluster, 5);

        InProcessSiloHandle coordinator = await cluster.SiloOfAsync(cluster.CoordinatorOf(Job).GetGrainId());
        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos.First(silo => silo != coordinator));

        await PublishedAsync(cluster, Batches);
        AssertCounts(feed, Output(cluster));
        Assert.Equal(1, (await cluster.CoordinatorOf(Job).GetStatusAsync()).Epoch);
    }

    [Fact]
    public async Task A_killed_silo_of_the_coordinator_loses_nothing_and_counts_nothing_twice()
    {
        ListFeed<string> feed = MakeFeed(seed: 4);
        await using TwoSilos cluster = await StartAsync(feed);
        await PublishedAsync(cluster, 5);

        await cluster.Cluster.KillSiloAsync(await cluster.SiloOfAsync(cluster.CoordinatorOf(Job).GetGrainId()));

        await PublishedAsync(cluster, Batches);
        AssertCounts(feed, Output(cluster));
        Assert.True((await cluster.CoordinatorOf(Job).GetStatusAsync()).Epoch >= 2);
    }

    private static async Task<TwoSilos> StartAsync(IInputFeed<string> feed)
    {
        TwoSilos cluster = await TwoSilos.StartAsync(losesSilos: true);
        cluster.Feeds.Add(ClusterWordCount.Feed, feed);
        return cluster;
    }

    private static CollectedOutput<(string Key, long Value)> Output(TwoSilos cluster) =>
        cluster.Collector.Output<(string Key, long Value)>(ClusterWordCount.Output);

    private static Task PublishedAsync(TwoSilos cluster, int batches) =>
        cluster.RunUntilAsync(Job, () => Output(cluster).Batches.Count >= batches);

    [Fact]
    [Trait("Tier", "Long")]
    public async Task Silos_killed_one_after_the_other_lose_nothing_and_count_nothing_twice()
    {
        const int kills = 12;
        ListFeed<string> feed = MakeFeed(seed: 5);
        await using TwoSilos cluster = await StartAsync(feed);
        var random = new Random(5);
        for (int kill = 0; kill < kills; kill++)
        {
            await PublishedAsync(cluster, (kill * 2) + 1);
            await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[random.Next(cluster.Cluster.Silos.Count)]);
            await cluster.Cluster.StartAdditionalSiloAsync();
        }

        await PublishedAsync(cluster, Batches);
        AssertCounts(feed, Output(cluster));
    }

    /// <summary>Lines of words in several partitions a batch, some of them empty, one word far more frequent than the rest.</summary>
    private static ListFeed<string> MakeFeed(int seed)
    {
        var random = new Random(seed);
        return new ListFeed<string>(Enumerable.Range(0, Batches).Select(_ => FeedBatch.Partitioned(
            [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ =>
                Enumerable.Range(0, random.Next(0, 40)).Select(_ => string.Join(' ', Words(random))).ToArray())])));
    }

    private static IEnumerable<string> Words(Random random)
    {
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            yield return random.Next(3) == 0 ? "the" : $"word{random.Next(200)}";
        }
    }

    private static void AssertCounts(ListFeed<string> feed, CollectedOutput<(string Key, long Value)> output)
    {
        IReadOnlyList<CollectedBatch<(string Key, long Value)>> batches = output.Batches;
        for (int i = 0; i < Batches; i++)
        {
            Dictionary<string, long> expected = feed.Read(i)!.Records
                .SelectMany(line => line.Split(' '))
                .GroupBy(word => word)
                .ToDictionary(group => group.Key, group => (long)group.Count());
            Assert.Equal(
                expected.OrderBy(pair => pair.Key, StringComparer.Ordinal),
                batches[i].Records.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
            if (i > 0)
            {
                Assert.Equal(TimeSpan.FromMilliseconds(100), batches[i].Time - batches[i - 1].Time);
            }
        }
    }
}
