using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace OrleansStream.S3.Tests;

/// <summary>Clients of a service that a handler stands for.</summary>
internal sealed class SilentService(HttpMessageHandler handler) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    internal AmazonS3Client NewClient() => new(
        new BasicAWSCredentials("somebody", "secret"),
        new AmazonS3Config { ServiceURL = "http://s3.example", ForcePathStyle = true, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0, HttpClientFactory = this });

    /// <summary>An answer whose body is this one.</summary>
    internal static HttpResponseMessage Answer(Stream body, long length)
    {
        var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body) };
        answer.Content.Headers.ContentLength = length;
        answer.Headers.ETag = new("\"tag-1\"");
        return answer;
    }
}
