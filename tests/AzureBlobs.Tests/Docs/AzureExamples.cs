using Azure.Core;
using Azure.Storage.Blobs;
using OrleansStream.Checkpoints;

namespace OrleansStream.AzureBlobs.Tests.Docs;

/// <summary>What the documentation shows of Azure Blob Storage.</summary>
public sealed class AzureExamples
{
    [Fact]
    public void The_checkpoint_is_where_it_is_said_to_be() =>
        Assert.Equal("https://account.blob.core.windows.net/checkpoints/jobs/orders", Options(new Uri("https://account.blob.core.windows.net/checkpoints"), new NoCredential()).CheckpointStore!.ToString());

    private static StreamingContextOptions Options(Uri containerAddress, TokenCredential credential)
    {
        var container = new BlobContainerClient(containerAddress, credential);
        var options = new StreamingContextOptions
        {
            CheckpointStore = new ObjectCheckpointStore(new AzureBlobStore(container, "jobs/orders")),
        };
        return options;
    }

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing is called.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing is called.");
    }
}
