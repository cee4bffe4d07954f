using OrleansStream.Tests.Azurite;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.AzureBlobs.Tests;

public sealed class AzureCheckpointFailures(AzuritePlace place) : ObjectCheckpointFailures(place), IClassFixture<AzuritePlace>;
