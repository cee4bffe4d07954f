using OrleansStream.Tests.StorageServers;

namespace OrleansStream.S3.Tests;

public sealed class S3ContainerFailures(S3Place place) : ObjectContainerFailures(place), IClassFixture<S3Place>;
