using System.Net;
using Azure;
using OrleansStream.Storage;
using static OrleansStream.AzureBlobs.Tests.AzureAnswers;

namespace OrleansStream.AzureBlobs.Tests;

/// <summary>What becomes of answers that Azurite does not give.</summary>
public sealed class AzureAnswerTests
{
    [Fact]
    public async Task Directories_of_a_hierarchical_namespace_are_no_objects()
    {
        const string listed = """
            <?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="https://account.blob.core.windows.net/container"><Blobs>
            <Blob><Name>a/b</Name><Properties><Etag>1</Etag><Content-Length>0</Content-Length></Properties><Metadata><hdi_isfolder>true</hdi_isfolder></Metadata></Blob>
            <Blob><Name>a/b/c</Name><Properties><Etag>2</Etag><Content-Length>5</Content-Length></Properties><Metadata /></Blob>
            </Blobs><NextMarker /></EnumerationResults>
            """;
        string? query = null;
        using var service = new AzureAnswers(request =>
        {
            query = request.RequestUri!.Query;
            return request.Method == HttpMethod.Delete ? Refuse(HttpStatusCode.Conflict, "DirectoryIsNotEmpty")
                : query.Contains("comp=list", StringComparison.Ordinal) ? Answer(HttpStatusCode.OK, listed)
                : Answer(HttpStatusCode.OK, "", ("x-ms-meta-hdi_isfolder", "true"));
        });
        AzureBlobStore store = service.Open();
        ObjectInfo only = Assert.Single(await store.ListAsync("", default).ToArrayAsync());
        Assert.Equal(("b/c", 5), (only.Name, only.Length));
        Assert.Contains("include=metadata", query, StringComparison.OrdinalIgnoreCase);
        Assert.Null(await store.OpenReadAsync("b", default));
        await store.DeleteAsync("b", default);
    }

    [Fact]
    public async Task A_copy_that_another_process_has_begun_is_waited_for()
    {
        int looks = 0;
        using var service = new AzureAnswers(request => request.Method == HttpMethod.Head
            ? Answer(HttpStatusCode.OK, "", ("x-ms-copy-status", ++looks < 2 ? "pending" : "success"))
            : Refuse(HttpStatusCode.Conflict, "BlobAlreadyExists"));
        Assert.Equal(ObjectCopy.TargetExists, await service.Open().TryCopyAsync("b", "c", default));
        Assert.Equal(2, looks);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("aborted")]
    public async Task A_copy_that_has_failed_is_made_again_in_its_place(string status)
    {
        string? condition = null;
        using var service = new AzureAnswers(request =>
        {
            if (request.Method == HttpMethod.Head)
            {
                return Answer(HttpStatusCode.OK, "", ("x-ms-copy-status", status));
            }

            condition = request.Headers.IfMatch.ToString();
            return condition.Length == 0 ? Refuse(HttpStatusCode.Conflict, "BlobAlreadyExists") : Answer(HttpStatusCode.Accepted, "", ("x-ms-copy-id", "1"), ("x-ms-copy-status", "success"));
        });
        Assert.Equal(ObjectCopy.Made, await service.Open().TryCopyAsync("b", "c", default));
        Assert.Equal("\"1\"", condition);
    }

    [Fact]
    public async Task A_copy_that_fails_again_and_again_is_told_of()
    {
        using var service = new AzureAnswers(request => request.Method == HttpMethod.Head
            ? Answer(HttpStatusCode.OK, "", ("x-ms-copy-status", "failed"))
            : Answer(HttpStatusCode.Accepted, "", ("x-ms-copy-id", "1"), ("x-ms-copy-status", "pending")));
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(async () => await service.Open().TryCopyAsync("b", "c", default));
        Assert.Contains("container/a/c'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_is_known_by_the_status()
    {
        using var service = new AzureAnswers(_ => Refuse(HttpStatusCode.PreconditionFailed, "TargetConditionNotMet"));
        Assert.Null(await service.Open().TryReplaceAsync("b", "1", new byte[] { 1 }, default));
    }

    [Fact]
    public async Task Whatever_fails_while_a_body_is_read_is_an_IOException()
    {
        using var service = new AzureAnswers(_ =>
        {
            HttpResponseMessage answer = Answer(HttpStatusCode.OK);
            answer.Content = new StreamContent(new RefusedStream());
            answer.Content.Headers.ContentLength = 2;
            answer.Content.Headers.LastModified = DateTimeOffset.UnixEpoch;
            return answer;
        });
        await using ObjectContent content = (await service.Open().OpenReadAsync("b", default))!;
        await Assert.ThrowsAnyAsync<IOException>(() => content.Stream.CopyToAsync(Stream.Null));
    }

    private sealed class RefusedStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new RequestFailedException(500, "No more.");

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new RequestFailedException(500, "No more.");
    }
}
