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

    [Fact]
    [Trait("Tier", "Long")]
    public Task AnythingIsLostForLong() => RunAsync(
        10_000,
        600,
        (job, random) => new StateWorld(job, random, new InMemoryCheckpointStore())
        {
            LostCalls = random.Next(3) * 60,
            LostHosts = random.Next(3) * 60,
            LostCoordinators = random.Next(3) * 60,
        });

    private static async Task<(int Calls, int Replaced, int Lives, int Losses)> RunAsync(int first, int seeds, Func<ConformanceCase, Random, StateWorld> newWorld)
    {
        (int Calls, int Replaced, int Lives, int Losses) sums = default;
        for (int seed = first; seed < first + seeds; seed++)
        {
            await using StateWorld world = newWorld(ConformanceCases.RandomStateful(seed), new Random(seed));
            try
            {
                await world.RunAsync().Within();
                sums = (sums.Calls + world.Calls, sums.Replaced + world.Replaced, sums.Lives + world.Lives, sums.Losses + world.Losses);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }
        }

        return sums;
    }
}
