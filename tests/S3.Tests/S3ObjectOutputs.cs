using OrleansStream.Tests.StorageServers;

namespace OrleansStream.S3.Tests;

public sealed class S3ObjectOutputs(S3Place place) : ObjectOutputs(place), IClassFixture<S3Place>;
