using Azure;
using Azure.Storage.Blobs.Models;
using OrleansStream.Storage;

namespace OrleansStream.AzureBlobs;

/// <summary>What the service's refusals mean.</summary>
internal static class BlobErrors
{
    /// <summary>Whether the blob is not there; a container that is not there is another matter.</summary>
    internal static bool IsMissing(RequestFailedException error) => error.ErrorCode == BlobErrorCode.BlobNotFound;

    /// <summary>Whether there is nothing to be removed: no blob, or a directory of an account with a hierarchical namespace.</summary>
    internal static bool IsNothingToRemove(RequestFailedException error) => IsMissing(error) || error.ErrorCode is "DirectoryIsNotEmpty" or "OperationNotSupportedOnDirectory";

    /// <summary>Whether a write was refused because its condition does not hold.</summary>
    internal static bool IsUnmet(RequestFailedException error) =>
        error.Status == 412 || error.ErrorCode == BlobErrorCode.BlobAlreadyExists || IsMissing(error);

    /// <summary>Whether a copy was refused because there is nothing to be copied.</summary>
    internal static bool IsSourceMissing(RequestFailedException error) => IsMissing(error) || (error.Status == 404 && error.ErrorCode == BlobErrorCode.CannotVerifyCopySource);

    /// <summary>The error as callers see it: what it is about, why, and what to do.</summary>
    internal static ObjectStoreException Named(string place, Exception error)
    {
        // When all tries have failed, the client throws one for each.
        Exception last = error is AggregateException { InnerExceptions: [.., var latest] } ? latest : error;
        string reason = last is RequestFailedException { Status: not 0 } refused
            ? ReasonOf(refused)
            : $"the service cannot be reached: {FirstLine(last.Message)}";
        return new ObjectStoreException($"'{place}' cannot be used: {reason}", error);
    }

    private static string ReasonOf(RequestFailedException refused)
    {
        string answer = FormattableString.Invariant($"the service answers {refused.Status} {refused.ErrorCode}.");
        return refused.Status switch
        {
            401 or 403 => $"{answer} Check the credential, and that it may read, write, list and delete blobs of the container.",
            _ when refused.ErrorCode == BlobErrorCode.ContainerNotFound || refused.ErrorCode == BlobErrorCode.ContainerBeingDeleted =>
                $"{answer} The container is not there; make it, or check its name.",
            _ => $"{answer} {FirstLine(refused.Message)}",
        };
    }

    private static string FirstLine(string message) => message.AsSpan().EnumerateLines() is var lines && lines.MoveNext() ? lines.Current.ToString() : "";
}
