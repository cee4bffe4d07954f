using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>Every store keeps every rule.</summary>
public abstract class CheckpointStoreTests : CheckpointStoreConformance
{
    public static TheoryData<string> All => [.. Rules];

    [Theory]
    [MemberData(nameof(All))]
    public Task Keeps(string rule) => CheckAsync(rule);

    public sealed class InMemory : CheckpointStoreTests
    {
        protected override ValueTask<ICheckpointStore> CreateEmptyAsync() => new(new InMemoryCheckpointStore());
    }

    /// <summary>Without faults the wrapper is a store like any other.</summary>
    public sealed class Faulty : CheckpointStoreTests
    {
        protected override ValueTask<ICheckpointStore> CreateEmptyAsync() => new(new FaultyCheckpointStore(new InMemoryCheckpointStore()));
    }

    public sealed class InDirectory : CheckpointStoreTests, IDisposable
    {
        private readonly TemporaryDirectory _disk = new();

        public void Dispose() => _disk.Dispose();

        protected override ValueTask<ICheckpointStore> CreateEmptyAsync() => new(new DirectoryCheckpointStore(_disk["not/there/yet"]));

        protected override ValueTask<ICheckpointStore> OpenAgainAsync(ICheckpointStore store) =>
            new(new DirectoryCheckpointStore(((DirectoryCheckpointStore)store).Path));
    }

    public sealed class InObjects : CheckpointStoreTests
    {
        protected override ValueTask<ICheckpointStore> CreateEmptyAsync() => new(new ObjectCheckpointStore(new InMemoryObjectStore(TimeProvider.System)));
    }

    /// <summary>The smallest store there can be, over values with tags, as services have them.</summary>
    public sealed class OfFourCalls : CheckpointStoreTests
    {
        protected override ValueTask<ICheckpointStore> CreateEmptyAsync() => new(new TaggedValueStore());
    }
}
