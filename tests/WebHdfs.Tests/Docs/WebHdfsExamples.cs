using System.Net;
using OrleansStream.Testing;
using OrleansStream.WebHdfs.Tests.Server;

namespace OrleansStream.WebHdfs.Tests.Docs;

/// <summary>What the documentation shows of HDFS.</summary>
public sealed class WebHdfsExamples
{
    [Fact]
    public void The_checkpoint_is_where_the_address_says()
    {
        StreamingContextOptions options = Options();
        Assert.Equal("hdfs://namenode:9870/jobs/orders", options.Storage.OpenCheckpoint(options.CheckpointDirectory!).ToString());
        options = KerberosOptions();
        Assert.Equal("swebhdfs://nn1.example.org:9871/jobs/orders", options.Storage.OpenCheckpoint(options.CheckpointDirectory!).ToString());
    }

    [Fact]
    public async Task Files_are_read_and_counts_saved_where_the_addresses_say()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        string root = $"hdfs://{server.Address.Authority}";
        await server.Open("incoming").CreateAsync("orders.csv", "to\nbe\nto\n");
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.TimeProvider = new VirtualTime(TimeProvider.System.GetUtcNow().AddSeconds(2));
        options.CheckpointDirectory = root + "/jobs/orders";
        options.Storage.Add(new WebHdfsStorage(HdfsClients.Options));
        await using (var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options))
        {
            life.Context.TextFileStream(root + "/incoming", newFilesOnly: false).Named("orders")
                .Map(word => (word, 1))
                .ReduceByKey((a, b) => a + b)
                .SaveAsTextFiles(root + "/out/counts", "txt");
            await life.StartAsync();
            await life.AdvanceAsync(3);
            await life.StopAsync();
        }

        // A user of Hadoop finds files and a checkpoint's head, and nothing that was on the way.
        string[] files = [.. server.Paths().Where(path => !path.EndsWith('/') && !path.StartsWith("/jobs/orders/objects/", StringComparison.Ordinal))];
        Assert.Contains("/jobs/orders/head", files);
        Assert.Contains("/incoming/orders.csv", files);
        Assert.Contains(files, file => file.StartsWith("/out/counts-", StringComparison.Ordinal) && file.EndsWith(".txt/_SUCCESS", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Contains("/.", StringComparison.Ordinal));
        string[] lines = [.. files.Where(file => file.Contains("/part-", StringComparison.Ordinal)).SelectMany(file => System.Text.Encoding.UTF8.GetString(server.Files.Read(file)).Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(["(be,1)", "(to,2)"], lines.Order(StringComparer.Ordinal));
    }

    private static StreamingContextOptions Options()
    {
        var options = new StreamingContextOptions { CheckpointDirectory = "hdfs://namenode:9870/jobs/orders" };
        options.Storage.Add(new WebHdfsStorage(new WebHdfsOptions { UserName = "alice" }));
        return options;
    }

    private static StreamingContextOptions KerberosOptions()
    {
        var client = new HttpClient(new HttpClientHandler { Credentials = CredentialCache.DefaultCredentials, AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var options = new StreamingContextOptions { CheckpointDirectory = "swebhdfs://nn1.example.org:9871/jobs/orders" };
        options.Storage.Add(new WebHdfsStorage(new WebHdfsOptions
        {
            Client = client,
            NameNodes = ["nn1.example.org:9871", "nn2.example.org:9871"],
        }));
        return options;
    }
}
