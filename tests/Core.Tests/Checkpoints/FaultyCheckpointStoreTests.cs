using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>Without faults the wrapper is a store like any other.</summary>
public class FaultyCheckpointStoreTests : CheckpointStoreConformance
{
    protected override ICheckpointStore CreateEmpty() => new FaultyCheckpointStore(new InMemoryCheckpointStore());
}
