using OrleansStream.Tests.Azurite;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.AzureBlobs.Tests;

public sealed class AzureObjectOutputs(AzuritePlace place) : ObjectOutputs(place), IClassFixture<AzuritePlace>;
