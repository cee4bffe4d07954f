namespace OrleansStream.Cluster.Tests;

/// <summary>Checkpoints in Orleans' memory storage, the silo's default one, whose serializer writes JSON.</summary>
public class MemoryGrainStorageTests(MemoryGrainStorageTests.Fixture fixture)
    : GrainCheckpointStoreConformance, IClassFixture<MemoryGrainStorageTests.Fixture>
{
    private protected override StorageSilo Silo => fixture.Silo!;

    [Theory]
    [MemberData(nameof(All))]
    public Task Keeps(string rule) => CheckAsync(rule);

    public sealed class Fixture : IAsyncLifetime
    {
        internal StorageSilo? Silo { get; private set; }

        public async Task InitializeAsync() => Silo = await StorageSilo.StartAsync(silo => silo.AddMemoryGrainStorageAsDefault());

        public Task DisposeAsync() => Silo!.DisposeAsync().AsTask();
    }
}
