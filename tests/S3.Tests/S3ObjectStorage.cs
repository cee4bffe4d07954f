using OrleansStream.Tests.StorageServers;

namespace OrleansStream.S3.Tests;

public sealed class S3ObjectStorage(S3Place place) : ObjectStorage(place), IClassFixture<S3Place>;
