using OrleansStream.Checkpoints;
using OrleansStream.Tests.Azurite;
using OrleansStream.Tests.StorageServers;
using OrleansStream.Tests.Tool;

namespace OrleansStream.AzureBlobs.Tests;

/// <summary>The real command over a checkpoint in a container.</summary>
public sealed class AzureToolTests(AzuritePlace place) : IClassFixture<AzuritePlace>
{
    [ServerFact]
    public async Task A_checkpoint_in_a_container_is_verified_by_its_address()
    {
        string prefix = $"tool/{Guid.NewGuid():n}";
        await SampleCheckpoint.WriteAsync(new ObjectCheckpointStore(place.Open(prefix)));
        ToolProcess verified = await ToolProcess.RunAsync(Variables, "checkpoint", "verify", $"azure://devstoreaccount1/checkpoints/{prefix}");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Errors));
        Assert.StartsWith("Objects that a start needs: 3, of ", verified.Output, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_container_that_is_not_there_is_told_of()
    {
        ToolProcess refused = await ToolProcess.RunAsync(Variables, "checkpoint", "list", "azure://devstoreaccount1/no-such-container/job");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("ContainerNotFound", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_string_that_is_none_is_told_of_and_not_shown()
    {
        ToolProcess refused = await ToolProcess.RunAsync(
            new Dictionary<string, string> { ["AZURE_STORAGE_CONNECTION_STRING"] = "secret" }, "checkpoint", "list", "azure://account/container/job");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("AZURE_STORAGE_CONNECTION_STRING", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Errors + refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Variables => new() { ["AZURE_STORAGE_CONNECTION_STRING"] = place.ConnectionString };
}
