using OrleansStream.Checkpoints;
using OrleansStream.Tests.StorageServers;
using OrleansStream.Tests.Tool;
using OrleansStream.WebHdfs.Tests.Server;

namespace OrleansStream.WebHdfs.Tests;

/// <summary>The real command over a checkpoint in a folder.</summary>
public sealed class WebHdfsToolTests(WebHdfsPlace place) : IClassFixture<WebHdfsPlace>
{
    [Fact]
    public async Task A_checkpoint_in_a_folder_is_verified_by_its_address()
    {
        string prefix = $"tool/{Guid.NewGuid():n}";
        await SampleCheckpoint.WriteAsync(new ObjectCheckpointStore(place.Open(prefix)));
        ToolProcess verified = await RunAsync(WebHdfsServer.User, "verify", $"checkpoints/{prefix}");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Errors));
        Assert.StartsWith("Objects that a start needs: 3, of ", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_not_is_told_of()
    {
        ToolProcess refused = await RunAsync("mallory", "list", "checkpoints/job");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("user=mallory", refused.Errors, StringComparison.Ordinal);
    }

    private Task<ToolProcess> RunAsync(string user, string command, string folder) => ToolProcess.RunAsync(
        new Dictionary<string, string> { ["HADOOP_USER_NAME"] = user }, "checkpoint", command, $"hdfs://{place.Proxy.Address.Authority}/{folder}");
}
