using Amazon.S3;
using OrleansStream.Checkpoints;
using OrleansStream.Testing;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.S3.Tests;

/// <summary>The rules of checkpoint stores, for a real bucket, with the credentials and the region that the client finds on the machine.</summary>
public sealed class S3ServiceConformance : CheckpointStoreConformance
{
    private const string Variable = "ORLEANSSTREAM_TEST_S3_BUCKET";

    private readonly string _prefix = $"orleansstream-tests/{Guid.NewGuid():n}";

    public static TheoryData<string> All => [.. Rules];

    [ServiceTheory(Variable)]
    [MemberData(nameof(All))]
    public Task Keeps(string rule) => CheckAsync(rule);

    protected override ValueTask<ICheckpointStore> CreateEmptyAsync() => new(new ObjectCheckpointStore(
        new S3Store(new AmazonS3Client(), Environment.GetEnvironmentVariable(Variable)!, _prefix)));

    protected override ValueTask<ICheckpointStore> OpenAgainAsync(ICheckpointStore store) => CreateEmptyAsync();
}
