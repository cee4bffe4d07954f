using Amazon.Runtime;
using Amazon.S3;

namespace OrleansStream.S3.Tests;

public sealed class S3StorageTests : IDisposable
{
    private readonly AmazonS3Client _client = new(new AnonymousAWSCredentials(), Amazon.RegionEndpoint.EUCentral1);

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("s3://bucket", "s3://bucket")]
    [InlineData("s3://bucket/", "s3://bucket")]
    [InlineData("s3://bucket/jobs/a", "s3://bucket/jobs/a")]
    [InlineData("s3://bucket/jobs/a%20b/", "s3://bucket/jobs/a b")]
    public void Buckets_are_opened_by_their_addresses(string address, string place) =>
        Assert.Equal(place, new S3Storage(_client).TryOpen(new Uri(address))?.ToString());

    [Fact]
    public void Other_addresses_are_other_providers()
    {
        Assert.Null(new S3Storage(_client).TryOpen(new Uri("https://bucket.example/jobs")));
        Assert.Throws<ArgumentException>(() => new S3Storage(_client).TryOpen(new Uri("s3:///jobs")));
    }

    [Theory]
    [InlineData("s3://bucket/jobs?secret")]
    [InlineData("s3://bucket/jobs#secret")]
    public void What_follows_the_key_is_refused(string address) =>
        Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(() => new S3Storage(_client).TryOpen(new Uri(address))).Message, StringComparison.Ordinal);
}
