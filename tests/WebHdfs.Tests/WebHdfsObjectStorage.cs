using OrleansStream.Tests.StorageServers;

namespace OrleansStream.WebHdfs.Tests;

public sealed class WebHdfsObjectStorage(WebHdfsPlace place) : ObjectStorage(place), IClassFixture<WebHdfsPlace>
{
    protected override bool ObjectsMayNest => false;
}
