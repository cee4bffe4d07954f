using OrleansStream.Tests.Azurite;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.AzureBlobs.Tests;

public sealed class AzureObjectInputs(AzuritePlace place) : ObjectInputs(place), IClassFixture<AzuritePlace>;
