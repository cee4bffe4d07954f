using System.Net;
using Amazon.S3;
using OrleansStream.Storage;
using OrleansStream.Tests.Http;

namespace OrleansStream.S3.Tests;

/// <summary>A service that accepts requests and says nothing holds nobody up for ever.</summary>
public sealed class S3TimeLimitTests
{
    private static readonly S3Options Options = new() { AnswerTimeout = TimeSpan.FromSeconds(50), CopyTimeout = TimeSpan.FromSeconds(500) };

    public static TheoryData<string> Calls => ["list", "read", "create", "copy", "replace", "delete"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_call_that_is_not_answered_is_made_again_and_then_told_of(string call)
    {
        TimeSpan limit = call == "copy" ? Options.CopyTimeout : Options.AnswerTimeout;
        var time = new PromptTime(due => due == limit);
        using var handler = new SilentHandler();
        using AmazonS3Client client = new SilentService(handler).NewClient();
        var store = new S3Store(client, "bucket", "a", Options with { TimeProvider = time });
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => CallAsync(store, call));
        Assert.Contains("has not answered in time", error.Message, StringComparison.Ordinal);
        Assert.Contains("'s3://bucket/a/", error.Message, StringComparison.Ordinal);
        Assert.Equal(Options.MaxAttempts, time.Fired.Count);
    }

    [Fact]
    public async Task A_body_that_stands_still_is_an_IOException()
    {
        var time = new PromptTime(due => due == Options.AnswerTimeout);
        using var handler = new AnsweringHandler(_ => SilentService.Answer(new UnfinishedStream(error: null), 2));
        using AmazonS3Client client = new SilentService(handler).NewClient();

        // The call itself has another limit than the body here, since all limits are over at once.
        await using ObjectContent content = (await new S3Store(client, "bucket", "a", Options with { TimeProvider = new SecondLimit(time) }).OpenReadAsync("b", default))!;
        IOException error = await Assert.ThrowsAsync<IOException>(() => content.Stream.CopyToAsync(Stream.Null));
        Assert.Contains("has sent nothing for 50 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_fails_while_a_body_is_read_is_an_IOException()
    {
        using var handler = new AnsweringHandler(_ => SilentService.Answer(new UnfinishedStream(new AmazonS3Exception("The connection is gone.")), 2));
        using AmazonS3Client client = new SilentService(handler).NewClient();
        await using ObjectContent content = (await new S3Store(client, "bucket", "a").OpenReadAsync("b", default))!;
        IOException error = await Assert.ThrowsAnyAsync<IOException>(() => content.Stream.CopyToAsync(Stream.Null));
        Assert.Contains("The connection is gone.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_another_one_disturbs_is_made_again_after_a_while()
    {
        var time = new PromptTime(due => due < TimeSpan.FromSeconds(1));
        int calls = 0;
        using var handler = new AnsweringHandler(_ => ++calls < 3 ? new HttpResponseMessage(HttpStatusCode.Conflict) : SilentService.Answer(new MemoryStream(), 0));
        using AmazonS3Client client = new SilentService(handler).NewClient();
        using var content = new MemoryStream([1]);
        Assert.Equal("tag-1", await new S3Store(client, "bucket", "a", Options with { TimeProvider = time }).TryCreateAsync("b", content, default));
        Assert.Equal(2, time.Fired.Count);
    }

    [Fact]
    public async Task A_refusal_names_the_right_that_is_often_forgotten()
    {
        using var handler = new AnsweringHandler(_ => new HttpResponseMessage(HttpStatusCode.Forbidden));
        using AmazonS3Client client = new SilentService(handler).NewClient();
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(async () => await new S3Store(client, "bucket").OpenReadAsync("b", default));
        Assert.Contains("s3:ListBucket", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_have_limits()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new S3Options { AnswerTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new S3Options { CopyTimeout = TimeSpan.FromDays(2) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new S3Options { MaxAttempts = 0 });
        Assert.Throws<ArgumentNullException>(() => new S3Options { TimeProvider = null! });
    }

    private static async Task CallAsync(S3Store store, string call)
    {
        using var content = new MemoryStream([1, 2]);
        _ = call switch
        {
            "list" => await store.ListAsync("b", default).CountAsync(),
            "read" => (object?)await store.OpenReadAsync("b", default),
            "create" => await store.TryCreateAsync("b", content, default),
            "copy" => await store.TryCopyAsync("b", "c", default),
            "replace" => await store.TryReplaceAsync("b", "version", new byte[] { 1 }, default),
            _ => await DeleteAsync(store),
        };
    }

    private static async Task<object?> DeleteAsync(S3Store store)
    {
        await store.DeleteAsync("b", default);
        return null;
    }

    /// <summary>A clock whose first timer never fires.</summary>
    private sealed class SecondLimit(TimeProvider others) : TimeProvider
    {
        private int _timers;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Interlocked.Increment(ref _timers) == 1 ? System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period) : others.CreateTimer(callback, state, dueTime, period);
    }
}
