using OrleansStream.Checkpoints;

namespace OrleansStream.Core.Tests.Checkpoints;

public class InMemoryCheckpointStoreTests : CheckpointStoreConformance
{
    protected override ICheckpointStore CreateEmpty() => new InMemoryCheckpointStore();
}
