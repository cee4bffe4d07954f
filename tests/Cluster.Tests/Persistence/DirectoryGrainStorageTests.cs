using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using OrleansStream.Silo;

namespace OrleansStream.Cluster.Tests;

/// <summary>Checkpoints in the files of a silo that stands alone.</summary>
public class DirectoryGrainStorageTests(DirectoryGrainStorageTests.Fixture fixture)
    : GrainCheckpointStoreConformance, IClassFixture<DirectoryGrainStorageTests.Fixture>
{
    private protected override StorageSilo Silo => fixture.Silo!;

    [Theory]
    [MemberData(nameof(All))]
    public Task Keeps(string rule) => CheckAsync(rule);

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly string _path = Directory.CreateTempSubdirectory("orleans-stream-data-").FullName;
        private DataDirectory? _data;

        internal StorageSilo? Silo { get; private set; }

        public async Task InitializeAsync()
        {
            _data = DataDirectory.Open(_path);
            Silo = await StorageSilo.StartAsync(silo => silo.Services.AddGrainStorage(OrleansStreamOptions.StorageName, (services, name) =>
                new DirectoryGrainStorage(_data, services.GetRequiredKeyedService<IGrainStorageSerializer>(name))));
        }

        public async Task DisposeAsync()
        {
            await Silo!.DisposeAsync();
            _data!.Dispose();
            Directory.Delete(_path, recursive: true);
        }
    }
}
