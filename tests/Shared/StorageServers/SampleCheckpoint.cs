using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Tests.StorageServers;

/// <summary>A checkpoint of a job that has counted words.</summary>
public static class SampleCheckpoint
{
    /// <summary>Runs the job over a store for some batches.</summary>
    public static async Task WriteAsync(ICheckpointStore store)
    {
        await using StreamingTestHarness life = new CountingJob().NewLife(store);
        life.ExpectsFailure = false;
        await life.StartAsync();
        await life.AdvanceAsync(3);
    }
}
