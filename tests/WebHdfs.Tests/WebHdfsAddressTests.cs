using OrleansStream.Storage;

namespace OrleansStream.WebHdfs.Tests;

public class WebHdfsAddressTests
{
    [Theory]
    [InlineData("hdfs://namenode", "hdfs://namenode:9870")]
    [InlineData("hdfs://namenode/", "hdfs://namenode:9870")]
    [InlineData("hdfs://namenode:50070/jobs/a/", "hdfs://namenode:50070/jobs/a")]
    [InlineData("webhdfs://namenode/jobs/a%20b", "webhdfs://namenode:9870/jobs/a b")]
    [InlineData("swebhdfs://namenode/jobs", "swebhdfs://namenode:9871/jobs")]
    public void Folders_are_opened_by_their_addresses(string address, string place)
    {
        Assert.Equal(place, new WebHdfsStorage().TryOpen(new Uri(address))?.ToString());
        Assert.Equal(place, WebHdfsStorage.FromEnvironment().TryOpen(new Uri(address))?.ToString());
    }

    [Theory]
    [InlineData("s3://bucket/jobs")]
    [InlineData("http://namenode:9870/webhdfs/v1/jobs")]
    public void Other_addresses_are_other_providers(string address)
    {
        Assert.Null(new WebHdfsStorage().TryOpen(new Uri(address)));
        Assert.Throws<ArgumentException>(() => new WebHdfsStore(new Uri(address)));
    }

    [Theory]
    [InlineData("hdfs:///jobs", "NameNode")]
    [InlineData("hdfs://namenode/a//b", "empty")]
    [InlineData("hdfs://namenode/a:b", "':'")]
    [InlineData("hdfs://namenode/a/.snapshot/b", "reserved")]
    public void An_address_that_cannot_be_is_refused(string address, string rule) =>
        Assert.Contains(rule, Assert.Throws<ArgumentException>(() => new WebHdfsStorage().TryOpen(new Uri(address))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a:b")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData("a/")]
    [InlineData(".reserved/a")]
    [InlineData(".orleansstream-writing/a")]
    public async Task A_name_that_cannot_be_is_refused_without_asking(string name)
    {
        // Nobody is there who could be asked.
        var store = new WebHdfsStore(new Uri("hdfs://nobody.invalid/jobs"));
        using var content = new MemoryStream();
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => store.TryCreateAsync(name, content, CancellationToken.None).AsTask());
        Assert.StartsWith($"'hdfs://nobody.invalid:9870/jobs/{name}' cannot be used: ", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.OpenReadAsync(name, CancellationToken.None).AsTask());
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.TryCopyAsync(name, "b", CancellationToken.None).AsTask());
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.TryCopyAsync("b", name, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused() => Assert.Contains(
        "255 bytes",
        (await Assert.ThrowsAsync<ObjectStoreException>(() => new WebHdfsStore(new Uri("hdfs://nobody.invalid")).DeleteAsync(new string('\u00e4', 128), CancellationToken.None).AsTask())).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new WebHdfsOptions { UserName = " " });
        Assert.Throws<ArgumentException>(() => new WebHdfsOptions { DelegationToken = "" });
        Assert.Throws<ArgumentException>(() => new WebHdfsOptions { NameNodes = ["namenode"] });
        Assert.Throws<ArgumentNullException>(() => new WebHdfsOptions { NameNodes = null! });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WebHdfsOptions { MaxAttempts = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WebHdfsOptions { RetryDelay = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WebHdfsOptions { AnswerTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WebHdfsOptions { LeftoverAge = TimeSpan.FromSeconds(1) });
        Assert.Throws<ArgumentNullException>(() => new WebHdfsOptions { TimeProvider = null! });
        Assert.DoesNotContain("secret", new WebHdfsOptions { DelegationToken = "secret" }.ToString(), StringComparison.Ordinal);
    }
}
