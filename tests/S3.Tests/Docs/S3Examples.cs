using Amazon;
using Amazon.S3;
using OrleansStream.Checkpoints;
using OrleansStream.Storage;

namespace OrleansStream.S3.Tests.Docs;

/// <summary>What the documentation shows of Amazon S3.</summary>
public sealed class S3Examples
{
    [Fact]
    public void The_checkpoint_is_where_it_is_said_to_be() => Assert.Equal("s3://my-bucket/jobs/orders", Options().CheckpointStore!.ToString());

    [Fact]
    public void The_checkpoint_is_where_the_address_says()
    {
        using var client = new AmazonS3Client(RegionEndpoint.EUCentral1);
        StreamingContextOptions options = OptionsWithAddress(client);
        Assert.Equal("s3://my-bucket/jobs/orders", options.Storage.OpenCheckpoint(options.CheckpointDirectory!).ToString());
    }

    [Fact]
    public async Task Counts_are_saved_where_the_address_says()
    {
        using var client = new AmazonS3Client(RegionEndpoint.EUCentral1);
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1), OptionsWithAddress(client));
        Save(ssc.QueueStream(new Queue<Rdd<(string, long)>>()));
        Assert.Throws<ArgumentException>(() => Save(ssc.QueueStream(new Queue<Rdd<(string, long)>>())));
    }

    [Fact]
    public async Task Orders_are_read_where_the_address_says()
    {
        using var client = new AmazonS3Client(RegionEndpoint.EUCentral1);
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1), OptionsWithAddress(client));
        Assert.Contains("TextFileStream", Orders(ssc).Name, StringComparison.Ordinal);
    }

    private static DStream<string> Orders(StreamingContext ssc)
    {
        DStream<string> orders = ssc.TextFileStream("s3://my-bucket/incoming");
        return orders;
    }

    [Fact]
    public async Task Saved_counts_are_asked_for_where_the_address_says()
    {
        using var nobody = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        nobody.Start();
        string address = $"http://{nobody.LocalEndpoint}";
        nobody.Stop();
        using var client = new AmazonS3Client(new Amazon.Runtime.AnonymousAWSCredentials(), new AmazonS3Config { ServiceURL = address, MaxErrorRetry = 0 });
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1), OptionsWithAddress(client));
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => SavedAsync(ssc));
        Assert.Contains("s3://my-bucket/out/", error.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> SavedAsync(StreamingContext ssc)
    {
        Rdd<string> saved = await ssc.TextFileAsync("s3://my-bucket/out/counts-*");
        return await saved.CollectAsync();
    }

    private static void Save(DStream<(string, long)> counts)
    {
        counts.SaveAsTextFiles("s3://my-bucket/out/counts", "txt");
    }

    private static StreamingContextOptions OptionsWithAddress(AmazonS3Client client)
    {
        var options = new StreamingContextOptions { CheckpointDirectory = "s3://my-bucket/jobs/orders" };
        options.Storage.Add(new S3Storage(client));
        return options;
    }

    private static StreamingContextOptions Options()
    {
        var client = new AmazonS3Client(RegionEndpoint.EUCentral1);
        var options = new StreamingContextOptions
        {
            CheckpointStore = new ObjectCheckpointStore(new S3Store(client, "my-bucket", "jobs/orders")),
        };
        return options;
    }
}
