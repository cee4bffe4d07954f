using System.Net;

namespace OrleansStream.WebHdfs;

/// <summary>The service has answered that it does not do what it was asked for.</summary>
/// <param name="status">The status of its answer.</param>
/// <param name="exception">The exception that it names, without its package; null if the answer has not the form of a refusal of Hadoop.</param>
/// <param name="message">What it says.</param>
internal sealed class HdfsRefusal(HttpStatusCode status, string? exception, string message) : Exception(message)
{
    internal HttpStatusCode Status => status;

    /// <summary>The exception that the service names, without its package.</summary>
    internal string? Name => exception;

    /// <summary>Whether there is nothing at the path.</summary>
    /// <remarks>A NameNode answers so, and not with 404, where a part of the path is a file.</remarks>
    internal bool IsMissing => Name == "FileNotFoundException" || IsBelowFile;

    /// <summary>Whether a part of the path is a file, so that nothing can be below it.</summary>
    internal bool IsBelowFile => Name == "ParentNotDirectoryException"
        || (Name == "AccessControlException" && Message.Contains("is not a directory", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether what was to be made is there.</summary>
    internal bool IsThere => Name == "FileAlreadyExistsException";

    /// <summary>Whether this NameNode is not the one to ask now.</summary>
    internal bool IsStandby => Name is "StandbyException" or "ObserverRetryOnActiveException";

    /// <summary>Whether the same request may be granted a little later.</summary>
    internal bool IsTransient => IsStandby
        || Name is "RetriableException" or "SafeModeException" or "ServerTooBusyException"
        || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        || (int)status >= 500;
}
