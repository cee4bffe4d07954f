using OrleansStream.Conformance;
using OrleansStream.Testing;

[assembly: CollectionBehavior(MaxParallelThreads = 4)]

namespace OrleansStream.Cluster.Tests;

/// <summary>Every conformance case of the engine, as a job on two silos.</summary>
/// <remarks>A case mostly waits for its batches, so cases are shared out to classes, which run at the same time.</remarks>
public abstract class ConformanceOnTwoSilosTests : IClassFixture<ConformanceOnTwoSilosTests.Silos>
{
    // Programs have twelve inputs, which this has no divisor in common with, so that each input is in each share.
    private const int Shares = 7;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Silos _silos;

    private ConformanceOnTwoSilosTests(Silos silos) => _silos = silos;

    /// <summary>Shares of all cases but those that report a failure and go on: a cluster's batches are repeated until they succeed.</summary>
    private static TheoryData<string> NamesOf(params int[] shares) =>
    [
        .. ConformanceCases.All.Where(one => !one.ExpectsFailure && !one.IsEmbeddedOnly).Select(one => one.Name).Where((_, index) => shares.Contains(index % Shares)),
    ];

    private async Task ConformsAsync(string name)
    {
        ConformanceCase conformance = ConformanceCases.Find(name);
        TwoSilos cluster = _silos.Cluster;
        var outputs = new OutputCollector();
        cluster.Collector = outputs;
        var job = new JobSubmission(
            $"conformance {name}",
            typeof(ConformanceJob).FullName!,
            new Dictionary<string, string> { ["case"] = name, [ConformanceCase.NowArgument] = $"{TimeProvider.System.GetUtcNow():O}" },
            Interval,
            Partitions: 2);
        try
        {
            await cluster.RunUntilAsync(job, () => conformance.ExpectedOutputs(outputs, out int collected) <= collected);
        }
        catch (NotSupportedException refused)
        {
            // What only one process can run is refused by name, and nothing else is.
            Assert.Matches("^Transform(With)?-1 cannot run on a cluster", refused.Message);
            Assert.StartsWith("transform-async", name, StringComparison.Ordinal);
            return;
        }

        await cluster.StopAsync(job);
        conformance.Verify(outputs, Interval);
    }

    public sealed class First(Silos silos) : ConformanceOnTwoSilosTests(silos)
    {
        public static TheoryData<string> Names => NamesOf(0);

        [Theory]
        [MemberData(nameof(Names))]
        public Task Conforms(string name) => ConformsAsync(name);
    }

    [Trait("Tier", "Long")]
    public sealed class Second(Silos silos) : ConformanceOnTwoSilosTests(silos)
    {
        public static TheoryData<string> Names => NamesOf(1, 2);

        [Theory]
        [MemberData(nameof(Names))]
        public Task Conforms(string name) => ConformsAsync(name);
    }

    [Trait("Tier", "Long")]
    public sealed class Third(Silos silos) : ConformanceOnTwoSilosTests(silos)
    {
        public static TheoryData<string> Names => NamesOf(3, 4);

        [Theory]
        [MemberData(nameof(Names))]
        public Task Conforms(string name) => ConformsAsync(name);
    }

    [Trait("Tier", "Long")]
    public sealed class Fourth(Silos silos) : ConformanceOnTwoSilosTests(silos)
    {
        public static TheoryData<string> Names => NamesOf(5, 6);

        [Theory]
        [MemberData(nameof(Names))]
        public Task Conforms(string name) => ConformsAsync(name);
    }

    /// <summary>One cluster for all cases of a share; each is a job of its own.</summary>
    public sealed class Silos : IAsyncLifetime
    {
        private TwoSilos? _cluster;

        public TwoSilos Cluster => _cluster!;

        public async Task InitializeAsync() => _cluster = await TwoSilos.StartAsync(losesSilos: false);

        public Task DisposeAsync() => Cluster.DisposeAsync().AsTask();
    }
}
