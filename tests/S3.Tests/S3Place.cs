using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using OrleansStream.Storage;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.S3.Tests;

/// <summary>s3rver, with the account that it documents, behind a proxy that refuses writes whose conditions do not hold: s3rver 3.7.1 ignores
/// <c>If-None-Match</c> and <c>If-Match</c> of PutObject, and a job must not run over a service that does.</summary>
public sealed class S3Place : StoragePlace
{
    private const string Account = "S3RVER";
    private const string Bucket = "checkpoints";

    protected override bool ServerIgnoresConditions => true;

    public override IObjectStore Open(string prefix, string? place = null, bool isStranger = false) => new S3Store(Client(isStranger ? "NOBODY" : Account), place ?? Bucket, prefix);

    public override async Task CreateAsync(string place)
    {
        using AmazonS3Client client = Client(Account);
        await client.PutBucketAsync(place);
    }

    public override async Task RemoveAsync(string place)
    {
        using AmazonS3Client client = Client(Account);
        foreach (S3Object found in (await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = place })).S3Objects)
        {
            await client.DeleteObjectAsync(place, found.Key);
        }

        await client.DeleteBucketAsync(place);
    }

    protected override Task<IStorageServer> StartAsync() => StorageServer.StartS3Async(Bucket);

    protected override Task PrepareAsync() => Task.CompletedTask;

    private AmazonS3Client Client(string account) => new(
        new BasicAWSCredentials(account, Account),
        new AmazonS3Config
        {
            ServiceURL = Proxy.Address.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 3,

            // s3rver knows no checksums in trailers.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
}
