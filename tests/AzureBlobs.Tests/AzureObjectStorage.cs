using OrleansStream.Tests.Azurite;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.AzureBlobs.Tests;

public sealed class AzureObjectStorage(AzuritePlace place) : ObjectStorage(place), IClassFixture<AzuritePlace>;
