using OrleansStream.Tests.StorageServers;

namespace OrleansStream.S3.Tests;

public sealed class S3CheckpointConformance(S3Place place) : ObjectCheckpointConformance(place), IClassFixture<S3Place>;
