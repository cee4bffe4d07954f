using OrleansStream.Tests.Azurite;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.AzureBlobs.Tests;

public sealed class AzureContainerFailures(AzuritePlace place) : ObjectContainerFailures(place), IClassFixture<AzuritePlace>;
