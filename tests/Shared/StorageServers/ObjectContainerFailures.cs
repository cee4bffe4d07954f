using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Tests.StorageServers;

/// <summary>What a job does when the container or bucket of its checkpoint is removed, for services that have such.</summary>
public abstract class ObjectContainerFailures(StoragePlace place)
{
    [ServerFact]
    public async Task A_job_whose_place_vanishes_stops_and_says_so()
    {
        string vanishing = $"vanishing-{Guid.NewGuid():n}";
        await place.CreateAsync(vanishing);
        await using StreamingTestHarness life = new CountingJob().NewLife(new ObjectCheckpointStore(place.Open("job", vanishing)));
        await life.StartAsync();
        await life.AdvanceAsync();
        await place.RemoveAsync(vanishing);
        await life.AdvanceAsync(2);

        CheckpointUnavailableException failure = await Assert.ThrowsAsync<CheckpointUnavailableException>(() => life.Context.AwaitTerminationAsync());
        Assert.Contains("is not there", failure.Message, StringComparison.Ordinal);
        Assert.Contains(vanishing, failure.Message, StringComparison.Ordinal);
    }
}
