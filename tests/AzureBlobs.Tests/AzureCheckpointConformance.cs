using OrleansStream.Tests.Azurite;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.AzureBlobs.Tests;

public sealed class AzureCheckpointConformance(AzuritePlace place) : ObjectCheckpointConformance(place), IClassFixture<AzuritePlace>;
