using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Tests.StorageServers;

/// <summary>A connector's store keeps every rule of object stores.</summary>
public abstract class ObjectStorage(StoragePlace place) : ObjectStoreConformance
{
    private readonly string _prefix = $"objects/{Guid.NewGuid():n}";

    public static TheoryData<string> All => [.. Rules];

    [ServerTheory]
    [MemberData(nameof(All))]
    public Task Keeps(string rule) => CheckAsync(rule);

    protected override ValueTask<IObjectStore> CreateEmptyAsync() => new(place.Open(_prefix));

    protected override ValueTask<IObjectStore> OpenAgainAsync(IObjectStore store) => CreateEmptyAsync();
}
