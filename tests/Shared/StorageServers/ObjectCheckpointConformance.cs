using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Tests.StorageServers;

/// <summary>A checkpoint in an object store keeps every rule of checkpoint stores.</summary>
public abstract class ObjectCheckpointConformance(StoragePlace place) : CheckpointStoreConformance
{
    private readonly string _prefix = $"jobs/{Guid.NewGuid():n}";

    public static TheoryData<string> All => [.. Rules];

    [ServerTheory]
    [MemberData(nameof(All))]
    public Task Keeps(string rule) => CheckAsync(rule);

    protected override ValueTask<ICheckpointStore> CreateEmptyAsync() => new(new ObjectCheckpointStore(place.Open(_prefix)));

    protected override ValueTask<ICheckpointStore> OpenAgainAsync(ICheckpointStore store) => CreateEmptyAsync();
}
