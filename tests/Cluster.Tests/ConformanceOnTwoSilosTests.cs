using OrleansStream.Conformance;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Every conformance case of the engine, as a job on two silos.</summary>
public sealed class ConformanceOnTwoSilosTests(ConformanceOnTwoSilosTests.Silos silos) : IClassFixture<ConformanceOnTwoSilosTests.Silos>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>All cases but those that report a failure and go on: a cluster's batches are repeated until they succeed.</summary>
    public static TheoryData<string> Names => [.. ConformanceCases.All.Where(one => !one.ExpectsFailure && !one.IsEmbeddedOnly).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Conforms(string name)
    {
        ConformanceCase conformance = ConformanceCases.Find(name);
        TwoSilos cluster = silos.Cluster;
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

        await cluster.CoordinatorOf(job).StopAsync(graceful: false);
        conformance.Verify(outputs, Interval);
    }

    /// <summary>One cluster for all cases; each is a job of its own.</summary>
    public sealed class Silos : IAsyncLifetime
    {
        private TwoSilos? _cluster;

        public TwoSilos Cluster => _cluster!;

        public async Task InitializeAsync() => _cluster = await TwoSilos.StartAsync();

        public Task DisposeAsync() => Cluster.DisposeAsync().AsTask();
    }
}
