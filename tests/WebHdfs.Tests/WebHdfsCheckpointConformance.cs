using OrleansStream.Tests.StorageServers;

namespace OrleansStream.WebHdfs.Tests;

public sealed class WebHdfsCheckpointConformance(WebHdfsPlace place) : ObjectCheckpointConformance(place), IClassFixture<WebHdfsPlace>;
