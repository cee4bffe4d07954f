using Azure.Storage.Blobs;

namespace OrleansStream.AzureBlobs.Tests;

public class AzureBlobStorageTests
{
    private readonly AzureBlobStorage _storage = new(container => new BlobContainerClient(container));

    [Theory]
    [InlineData("azure://account/container", "https://account.blob.core.windows.net/container")]
    [InlineData("azure://account/container/jobs/a", "https://account.blob.core.windows.net/container/jobs/a")]
    [InlineData("https://account.blob.core.windows.net/container/jobs/a%20b/", "https://account.blob.core.windows.net/container/jobs/a b")]
    [InlineData("https://account.blob.core.chinacloudapi.cn/container/a", "https://account.blob.core.chinacloudapi.cn/container/a")]
    public void Containers_are_opened_by_their_addresses(string address, string place) => Assert.Equal(place, _storage.TryOpen(new Uri(address))?.ToString());

    [Fact]
    public void Other_addresses_are_other_providers()
    {
        Assert.Null(_storage.TryOpen(new Uri("https://account.example/container")));
        Assert.Null(_storage.TryOpen(new Uri("s3://bucket/jobs")));
    }

    [Theory]
    [InlineData("azure://account")]
    [InlineData("azure://account/")]
    [InlineData("azure:///container/jobs")]
    [InlineData("https://account.blob.core.windows.net/")]
    public void An_address_without_a_container_is_refused(string address) =>
        Assert.Contains("container", Assert.Throws<ArgumentException>(() => _storage.TryOpen(new Uri(address))).Message, StringComparison.Ordinal);
}
