using OrleansStream.Checkpoints;
using OrleansStream.Tests.StorageServers;
using OrleansStream.Tests.Tool;

namespace OrleansStream.S3.Tests;

/// <summary>The real command over a checkpoint in a bucket.</summary>
public sealed class S3ToolTests(S3Place place) : IClassFixture<S3Place>
{
    [ServerFact]
    public async Task A_checkpoint_in_a_bucket_is_verified_by_its_address()
    {
        string prefix = $"tool/{Guid.NewGuid():n}";
        await SampleCheckpoint.WriteAsync(new ObjectCheckpointStore(place.Open(prefix)));
        ToolProcess verified = await ToolProcess.RunAsync(Variables, "checkpoint", "verify", $"s3://checkpoints/{prefix}");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Errors));
        Assert.StartsWith("Objects that a start needs: 3, of ", verified.Output, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_bucket_that_is_not_there_is_told_of()
    {
        ToolProcess refused = await ToolProcess.RunAsync(Variables, "checkpoint", "list", "s3://no-such-bucket/job");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("NoSuchBucket", refused.Errors, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Variables => new()
    {
        ["AWS_ENDPOINT_URL_S3"] = place.Proxy.Address.ToString(),
        ["AWS_ACCESS_KEY_ID"] = "S3RVER",
        ["AWS_SECRET_ACCESS_KEY"] = "S3RVER",
        ["AWS_REGION"] = "us-east-1",
    };
}
