using OrleansStream.Tests.StorageServers;

namespace OrleansStream.S3.Tests;

public sealed class S3CheckpointFailures(S3Place place) : ObjectCheckpointFailures(place), IClassFixture<S3Place>;
