using OrleansStream.Tests.StorageServers;

namespace OrleansStream.WebHdfs.Tests;

public sealed class WebHdfsCheckpointFailures(WebHdfsPlace place) : ObjectCheckpointFailures(place), IClassFixture<WebHdfsPlace>;
