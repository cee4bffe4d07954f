using OrleansStream.Checkpoints;
using OrleansStream.Conformance;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>State on partition hosts is what it would be in one process, whatever is lost and whoever is replaced.</summary>
public class RemoteStateTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task NothingIsLost(int block) => RunAsync(block * 25, 25, (job, random) => new StateWorld(job, random, new InMemoryCheckpointStore()));

    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    public Task CallsAreLost(int first) => RunAsync(first, 25, (job, random) => new StateWorld(job, random, new InMemoryCheckpointStore()) { LostCalls = 60 });

    [Theory]
    [InlineData(300)]
    [InlineData(400)]
    public Task HostsAreReplaced(int first) => RunAsync(first, 25, (job, random) => new StateWorld(job, random, new InMemoryCheckpointStore()) { LostHosts = 40 });

    [Theory]
    [InlineData(500)]
    [InlineData(600)]
    public Task CoordinatorsAreReplaced(int first) =>
        RunAsync(first, 25, (job, random) => new StateWorld(job, random, new InMemoryCheckpointStore()) { LostCoordinators = 80 });

    [Theory]
    [InlineData(700)]
    [InlineData(800)]
    public Task AnythingIsLost(int first) => RunAsync(
        first,
        25,
        (job, random) => new StateWorld(job, random, new InMemoryCheckpointStore()) { LostCalls = 150, LostHosts = 150, LostCoordinators = 150 });

    // A function of Transform runs actions on state there, and calls are lost while batches are planned.
    [Fact]
    public Task StateChangesWhileBatchesArePlanned() => RunAsync(10_482, 1, StateWorld.WithAnyLosses);

    [Fact]
    [Trait("Tier", "Long")]
    public Task AnythingIsLostForLong() => RunAsync(10_000, 600, StateWorld.WithAnyLosses);

    private static Task RunAsync(int first, int seeds, Func<ConformanceCase, Random, StateWorld> newWorld) =>
        StateWorld.RunAsync(first, seeds, ConformanceCases.RandomStateful, newWorld);
}
