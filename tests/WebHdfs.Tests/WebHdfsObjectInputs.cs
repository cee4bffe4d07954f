using OrleansStream.Tests.StorageServers;

namespace OrleansStream.WebHdfs.Tests;

public sealed class WebHdfsObjectInputs(WebHdfsPlace place) : ObjectInputs(place), IClassFixture<WebHdfsPlace>;
