using Azure.Storage.Blobs;
using OrleansStream.Checkpoints;
using OrleansStream.Testing;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.AzureBlobs.Tests;

/// <summary>The rules of checkpoint stores, for a container of a real account: its address with a signature that may do all.</summary>
public sealed class AzureServiceConformance : CheckpointStoreConformance
{
    private const string Variable = "ORLEANSSTREAM_TEST_AZURE_CONTAINER";

    private readonly string _prefix = $"orleansstream-tests/{Guid.NewGuid():n}";

    public static TheoryData<string> All => [.. Rules];

    [ServiceTheory(Variable)]
    [MemberData(nameof(All))]
    public Task Keeps(string rule) => CheckAsync(rule);

    protected override ValueTask<ICheckpointStore> CreateEmptyAsync() => new(new ObjectCheckpointStore(
        new AzureBlobStore(new BlobContainerClient(new Uri(Environment.GetEnvironmentVariable(Variable)!)), _prefix)));

    protected override ValueTask<ICheckpointStore> OpenAgainAsync(ICheckpointStore store) => CreateEmptyAsync();
}
