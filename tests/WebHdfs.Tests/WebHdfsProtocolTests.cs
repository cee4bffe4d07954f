using System.Net;
using OrleansStream.Storage;
using OrleansStream.Tests.Http;
using OrleansStream.WebHdfs.Tests.Server;
using static OrleansStream.WebHdfs.Tests.HdfsClients;

namespace OrleansStream.WebHdfs.Tests;

/// <summary>How the nodes are asked, and what becomes of what they answer.</summary>
public class WebHdfsProtocolTests
{
    [Fact]
    public async Task Content_goes_to_the_DataNode_and_a_rename_shows_it()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        IObjectStore store = server.Open("out");
        await store.CreateAsync("first", "");
        server.Asked.Clear();
        string? version = await store.CreateAsync("counts.txt/part-00000", "(to,2)\n");
        Assert.Equal(["CREATE", "DataNode CREATE", "GETFILESTATUS", "RENAME", "GETFILESTATUS", "MKDIRS", "RENAME"], server.Asked);
        Assert.Equal("(to,2)\n"u8.ToArray(), server.Files.Read("/out/counts.txt/part-00000"));
        Assert.Equal(version, server.Files.Status("/out/counts.txt/part-00000").Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        server.Asked.Clear();
        Assert.Equal("(to,2)\n", await store.TextAsync("counts.txt/part-00000"));
        Assert.Equal(["GETFILESTATUS", "GETXATTRS", "OPEN", "DataNode OPEN", "GETFILESTATUS"], server.Asked);
    }

    [Fact]
    public async Task A_NameNode_that_only_redirects_is_followed()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync(knowsRedirectsOnly: true);
        IObjectStore store = server.Open("out");
        Assert.NotNull(await store.CreateAsync("a b+c%20d", "text"));
        Assert.Equal("text", await store.TextAsync("a b+c%20d"));

        using var follower = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = true });
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => server.Open("out", Options with { Client = follower }).CreateAsync("b", "text"));
        Assert.Contains("must not follow redirects", error.Message, StringComparison.Ordinal);
        Assert.Null(await store.TextAsync("b"));
    }

    [Fact]
    public async Task A_token_is_sent_in_place_of_a_name()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        IObjectStore store = server.Open("out", Options with { DelegationToken = WebHdfsServer.Token, UserName = "mallory" });
        Assert.NotNull(await store.CreateAsync("a", "text"));
        Assert.Equal("text", await store.TextAsync("a"));
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => server.Open("out", Options with { DelegationToken = "wrong" }).CreateAsync("b", ""));
        Assert.Contains("InvalidToken", error.Message, StringComparison.Ordinal);
        Assert.Contains("credential", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_says_nothing_about_himself_is_told_so()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => server.Open("out", new WebHdfsOptions()).TextAsync("a"));
        Assert.Contains("user=dr.who", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_NameNode_stands_by_the_other_one_is_asked()
    {
        var files = new Namespace(TimeProvider.System);
        await using WebHdfsServer first = await WebHdfsServer.StartAsync(files);
        await using WebHdfsServer second = await WebHdfsServer.StartAsync(files);
        first.Refuses = (_, _) => RemoteError.Standby();
        WebHdfsOptions options = Options with { NameNodes = [first.Address.Authority, second.Address.Authority] };
        IObjectStore store = first.Open("out", options);
        string version = (await store.CreateAsync("head", "1"))!;
        Assert.True(first.Asked.Count == 1, "The one that stands by is asked once, and then the active one.");

        // A failover in the middle of a replacement.
        int renames = 0;
        second.Refuses = (operation, _) =>
        {
            if (operation == "RENAME" && Interlocked.Increment(ref renames) == 1)
            {
                first.Refuses = (_, _) => null;
                second.Refuses = (_, _) => RemoteError.Standby();
            }

            return renames > 0 ? RemoteError.Standby() : null;
        };
        Assert.NotNull(await store.ReplaceAsync("head", version, "2"));
        Assert.Equal("2", await store.TextAsync("head"));

        // And one that is away, named by nobody but the address.
        await first.DisposeAsync();
        second.Refuses = (_, _) => null;
        Assert.Equal("2", await first.Open("out", options).TextAsync("head"));
        Assert.Equal("2", await store.TextAsync("head"));
    }

    [Fact]
    public async Task A_NameNode_that_is_not_ready_is_waited_for()
    {
        var time = new PromptTime(due => due < Options.AnswerTimeout);
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        int refused = 0;
        server.Refuses = (operation, path) => operation == "MKDIRS" && Interlocked.Increment(ref refused) <= 3 ? RemoteError.SafeMode(path) : null;
        IObjectStore store = server.Open("out", Options with { TimeProvider = time, RetryDelay = TimeSpan.FromSeconds(1) });
        Assert.NotNull(await store.CreateAsync("counts/a", "text"));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)], time.Fired);
        Assert.Equal(4, refused);
    }

    [Fact]
    public async Task A_NameNode_that_stands_by_for_ever_is_told_of()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        server.Refuses = (_, _) => RemoteError.Standby();
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => server.Open("out").TextAsync("a"));
        Assert.Equal(Options.MaxAttempts, server.Asked.Count);
        Assert.Contains($"'hdfs://{server.Address.Authority}/out/a'", error.Message, StringComparison.Ordinal);
        Assert.Contains("StandbyException: Operation category READ is not supported in state standby.", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(WebHdfsOptions.NameNodes), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_NameNode_that_never_answers_is_told_of()
    {
        var time = new PromptTime(due => due == Options.AnswerTimeout);
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        using var handler = new SilentHandler();
        using var client = new HttpClient(handler);
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => server.Open("out", Options with { Client = client, TimeProvider = time }).TextAsync("a"));
        Assert.Contains("has not answered in time", error.Message, StringComparison.Ordinal);
        Assert.Equal(Options.MaxAttempts, time.Fired.Count);
    }

    [Fact]
    public async Task A_port_that_is_no_NameNodes_is_told_of()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        using var handler = new AnsweringHandler(_ => new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("It looks like you are making an HTTP request to a Hadoop IPC port.") });
        using var client = new HttpClient(handler);
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => server.Open("out", Options with { Client = client }).TextAsync("a"));
        Assert.Contains("9870", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_ignores_the_options_of_a_rename_is_refused()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        using var handler = new ForgetfulHandler();
        using var client = new HttpClient(handler);
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => server.Open("out", Options with { Client = client }).CreateAsync("a", ""));
        Assert.Contains("HttpFS", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_without_attributes_has_everything_but_replacements()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        server.Refuses = (operation, _) => operation is "SETXATTR" or "GETXATTRS"
            ? new RemoteError(HttpStatusCode.BadRequest, "java.lang.UnsupportedOperationException", "The XAttr operation has been rejected.")
            : null;
        IObjectStore store = server.Open("out");
        string version = (await store.CreateAsync("a", "text"))!;
        Assert.Equal("text", await store.TextAsync("a"));
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => store.ReplaceAsync("a", version, "other"));
        Assert.Contains("The XAttr operation has been rejected.", error.Message, StringComparison.Ordinal);
        await store.DeleteAsync("a", None);
        Assert.Null(await store.TextAsync("a"));
    }

    [Theory]
    [InlineData("hdfs://namenode/jobs", "http://namenode:9870/webhdfs/v1/jobs/a%20b%2Bc?op=GETFILESTATUS&user.name=alice")]
    [InlineData("swebhdfs://namenode/jobs", "https://namenode:9871/webhdfs/v1/jobs/a%20b%2Bc?op=GETFILESTATUS&user.name=alice")]
    [InlineData("webhdfs://namenode:50070", "http://namenode:50070/webhdfs/v1/a%20b%2Bc?op=GETFILESTATUS&user.name=alice")]
    public async Task Requests_go_where_the_address_says(string folder, string request)
    {
        string? asked = null;
        using var handler = new AnsweringHandler(sent =>
        {
            asked = sent.RequestUri!.AbsoluteUri;
            return new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("{\"RemoteException\":{\"exception\":\"FileNotFoundException\",\"message\":\"\"}}") };
        });
        using var client = new HttpClient(handler);
        Assert.Null(await new WebHdfsStore(new Uri(folder), Options with { Client = client }).TextAsync("a b+c"));
        Assert.Equal(request, asked);
    }

    [Fact]
    public async Task A_DataNode_that_fails_is_left_for_another_try_with_another_file()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        int writes = 0;
        server.Refuses = (operation, _) => operation == "DataNode CREATE" && Interlocked.Increment(ref writes) <= 2
            ? new RemoteError(HttpStatusCode.InternalServerError, "java.lang.NullPointerException", "of a DataNode")
            : null;
        IObjectStore store = server.Open("out");
        Assert.NotNull(await store.CreateAsync("a", "text"));
        Assert.Equal("text", await store.TextAsync("a"));
        Assert.Equal(3, writes);
    }
}
