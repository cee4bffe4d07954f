using OrleansStream.Checkpoints;
using OrleansStream.Testing;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.WebHdfs.Tests;

/// <summary>The rules of checkpoint stores, for a folder of a real service: its address, with the user and the tickets that Hadoop's tools find on the machine.</summary>
public sealed class WebHdfsServiceConformance : CheckpointStoreConformance
{
    private const string Variable = "ORLEANSSTREAM_TEST_HDFS_FOLDER";

    private readonly string _prefix = $"orleansstream-tests/{Guid.NewGuid():n}";

    public static TheoryData<string> All => [.. Rules];

    [ServiceTheory(Variable)]
    [MemberData(nameof(All))]
    public Task Keeps(string rule) => CheckAsync(rule);

    protected override ValueTask<ICheckpointStore> CreateEmptyAsync() => new(new ObjectCheckpointStore(
        WebHdfsStorage.FromEnvironment().TryOpen(new Uri($"{Environment.GetEnvironmentVariable(Variable)!.TrimEnd('/')}/{_prefix}"))!));

    protected override ValueTask<ICheckpointStore> OpenAgainAsync(ICheckpointStore store) => CreateEmptyAsync();
}
