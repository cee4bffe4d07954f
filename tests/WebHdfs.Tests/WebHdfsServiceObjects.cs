using OrleansStream.Storage;
using OrleansStream.Testing;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.WebHdfs.Tests;

/// <summary>The rules of object stores, for a folder of a real service.</summary>
public sealed class WebHdfsServiceObjects : ObjectStoreConformance
{
    private const string Variable = "ORLEANSSTREAM_TEST_HDFS_FOLDER";

    private readonly string _prefix = $"orleansstream-tests/{Guid.NewGuid():n}";

    public static TheoryData<string> All => [.. Rules];

    protected override bool ObjectsMayNest => false;

    [ServiceTheory(Variable)]
    [MemberData(nameof(All))]
    public Task Keeps(string rule) => CheckAsync(rule);

    protected override ValueTask<IObjectStore> CreateEmptyAsync() =>
        new(WebHdfsStorage.FromEnvironment().TryOpen(new Uri($"{Environment.GetEnvironmentVariable(Variable)!.TrimEnd('/')}/{_prefix}"))!);

    protected override ValueTask<IObjectStore> OpenAgainAsync(IObjectStore store) => CreateEmptyAsync();
}
