using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using OrleansStream.Storage;

namespace OrleansStream.S3;

/// <summary>What the service's refusals mean.</summary>
internal static class S3Errors
{
    /// <summary>Whether the object is not there; a bucket that is not there is another matter.</summary>
    internal static bool IsMissing(AmazonS3Exception error) => error.ErrorCode == "NoSuchKey";

    /// <summary>Whether a write was refused because its condition does not hold.</summary>
    internal static bool IsUnmet(AmazonS3Exception error) => error.StatusCode == HttpStatusCode.PreconditionFailed || IsMissing(error);

    /// <summary>The error as callers see it: what it is about, why, and what to do.</summary>
    internal static ObjectStoreException Named(string place, Exception error)
    {
        string reason = error is AmazonServiceException { StatusCode: not 0 } refused
            ? ReasonOf(refused)
            : error is OperationCanceledException ? "the service cannot be reached: it has not answered in time."
            : $"the service cannot be reached: {error.Message}";
        return new ObjectStoreException($"'{place}' cannot be used: {reason}", error);
    }

    private static string ReasonOf(AmazonServiceException refused)
    {
        string answer = FormattableString.Invariant($"the service answers {(int)refused.StatusCode} {refused.ErrorCode}.");
        return refused switch
        {
            { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } =>
                $"{answer} Check the credentials, and that they may get, put and delete objects of the bucket and list it. Without s3:ListBucket, an object that is not there is refused with 403 too.",
            { ErrorCode: "NoSuchBucket" } => $"{answer} The bucket is not there; make it, or check its name and region.",
            _ => $"{answer} {refused.Message}",
        };
    }
}
