using OrleansStream.Checkpoints;
using OrleansStream.Testing;
using OrleansStream.Tests.StorageServers;
using OrleansStream.WebHdfs.Tests.Server;

namespace OrleansStream.WebHdfs.Tests;

/// <summary>What a job does whose folder is removed under it.</summary>
public class WebHdfsRemovedFolderTests
{
    [Fact]
    public async Task A_job_whose_checkpoint_is_removed_stops_and_makes_no_other_one()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        await using StreamingTestHarness life = new CountingJob().NewLife(new ObjectCheckpointStore(server.Open("jobs/counts")));
        await life.StartAsync();
        await life.AdvanceAsync();
        server.Files.Delete("/jobs/counts", recursive: true);
        await life.AdvanceAsync(2);
        await Assert.ThrowsAsync<JobFencedException>(() => life.Context.AwaitTerminationAsync());
        Assert.DoesNotContain("/jobs/counts/head", server.Paths());
    }
}
