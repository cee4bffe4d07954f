using OrleansStream.Tests.StorageServers;

namespace OrleansStream.S3.Tests;

public sealed class S3ObjectInputs(S3Place place) : ObjectInputs(place), IClassFixture<S3Place>;
