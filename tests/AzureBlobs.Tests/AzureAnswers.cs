using System.Net;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using OrleansStream.Tests.Http;

namespace OrleansStream.AzureBlobs.Tests;

/// <summary>A container of a service that a function stands for.</summary>
internal sealed class AzureAnswers(Func<HttpRequestMessage, HttpResponseMessage> answer) : IDisposable
{
    private readonly AnsweringHandler _handler = new(answer);

    internal AzureBlobStore Open()
    {
        var options = new BlobClientOptions { Transport = new HttpClientTransport(_handler) };
        (options.Retry.MaxRetries, options.Retry.Delay) = (1, TimeSpan.Zero);
        return new AzureBlobStore(new BlobContainerClient(new Uri("https://account.blob.core.windows.net/container"), options), "a");
    }

    public void Dispose() => _handler.Dispose();

    /// <summary>An answer with headers.</summary>
    internal static HttpResponseMessage Answer(HttpStatusCode status, string body = "", params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent(body, null, "application/xml") };
        answer.Headers.ETag = new("\"1\"");
        answer.Content.Headers.LastModified = DateTimeOffset.UnixEpoch;
        foreach ((string name, string value) in headers)
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }

    /// <summary>A refusal.</summary>
    internal static HttpResponseMessage Refuse(HttpStatusCode status, string code) =>
        Answer(status, $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>No.</Message></Error>", ("x-ms-error-code", code));
}
