using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>The rules of checkpoint stores, for one in the grain storage of a silo.</summary>
public abstract class GrainCheckpointStoreConformance : CheckpointStoreConformance
{
    private readonly string _job = $"job/of a test {Guid.NewGuid():n}";

    public static TheoryData<string> All => [.. Rules];

    private protected abstract StorageSilo Silo { get; }

    protected override ValueTask<ICheckpointStore> CreateEmptyAsync() => new(Silo.StoreOf(_job));

    protected override ValueTask<ICheckpointStore> OpenAgainAsync(ICheckpointStore store) => new(Silo.StoreOf(_job));
}
