using OrleansStream.Tests.StorageServers;

namespace OrleansStream.WebHdfs.Tests;

public sealed class WebHdfsObjectOutputs(WebHdfsPlace place) : ObjectOutputs(place), IClassFixture<WebHdfsPlace>;
