using OrleansStream.Checkpoints;
using OrleansStream.Conformance;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Windows over what partition hosts have made of earlier batches, some of which is lost with its host.</summary>
public class RemoteWindowTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public Task NothingIsLost(int first) => RunAsync(first, 25, (job, random) => new StateWorld(job, random, new InMemoryCheckpointStore()));

    [Theory]
    [InlineData(200)]
    [InlineData(300)]
    public Task HostsAreReplaced(int first) => RunAsync(first, 25, (job, random) => new StateWorld(job, random, new InMemoryCheckpointStore()) { LostHosts = 60 });

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public Task CallsAreLost(int first) => RunAsync(first, 25, (job, random) => new StateWorld(job, random, new InMemoryCheckpointStore()) { LostCalls = 60 });

    [Theory]
    [InlineData(600)]
    [InlineData(700)]
    public Task AnythingIsLost(int first) => RunAsync(
        first,
        25,
        (job, random) => new StateWorld(job, random, new InMemoryCheckpointStore()) { LostCalls = 150, LostHosts = 150, LostCoordinators = 150 });

    [Fact]
    [Trait("Tier", "Long")]
    public Task AnythingIsLostForLong() => RunAsync(10_000, 600, StateWorld.WithAnyLosses);

    private static Task RunAsync(int first, int seeds, Func<ConformanceCase, Random, StateWorld> newWorld) =>
        StateWorld.RunAsync(first, seeds, seed => ConformanceCases.RandomWindows(seed), newWorld);
}
