using Amazon;
using Amazon.S3;
using OrleansStream.Checkpoints;

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
