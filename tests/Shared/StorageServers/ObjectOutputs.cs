using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Tests.StorageServers;

/// <summary>Outputs of jobs in an object store appear once, whatever the network does.</summary>
public abstract class ObjectOutputs(StoragePlace place) : IDisposable
{
    private readonly string _folder = $"outputs-{Guid.NewGuid():n}";

    public void Dispose()
    {
        if (NeededServer.Missing is null)
        {
            place.Proxy.Interfere = _ => Interference.None;
        }

        GC.SuppressFinalize(this);
    }

    [ServerTheory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Files_are_those_of_an_undisturbed_job_whatever_requests_and_answers_are_lost(int seed)
    {
        var network = new UnreliableNetwork(seed);
        var job = new CountingJob { Storage = new PlaceStorage(place), Files = $"test://{_folder}/counts", Checkpoint = $"test://{_folder}/checkpoint" };
        int starts = 0;
        for (int lives = 0; lives < 8; lives++)
        {
            place.Proxy.Interfere = network.Next;
            await using StreamingTestHarness life = job.NewLife();
            try
            {
                await life.StartAsync();
            }
            catch (ObjectStoreException)
            {
                // All tries of a call have failed. The next life begins where the one before has ended.
                job.Pass();
                continue;
            }

            starts++;
            await life.AdvanceAsync(3);
        }

        place.Proxy.Interfere = _ => Interference.None;
        await using (StreamingTestHarness last = job.NewLife())
        {
            last.ExpectsFailure = false;
            await last.StartAsync();
            await last.AdvanceAsync();
        }

        await job.CheckFilesAsync(place.Open(_folder));
        Assert.True(starts > 1 && network.Interferences > 20, $"Seed {seed}: {starts} lives, {network.Interferences} interferences.");
    }
}
