using System.Net;

namespace OrleansStream.WebHdfs.Tests.Server;

/// <summary>What a NameNode refuses with.</summary>
/// <param name="status">The status that it answers.</param>
/// <param name="javaClass">The exception's full name.</param>
/// <param name="message">What it says.</param>
internal sealed class RemoteError(HttpStatusCode status, string javaClass, string message) : Exception(message)
{
    internal HttpStatusCode Status => status;

    internal string JavaClass => javaClass;

    internal string Name => javaClass[(javaClass.LastIndexOf('.') + 1)..];

    internal static RemoteError Input(string message) => new(HttpStatusCode.Forbidden, "java.io.IOException", message);

    internal static RemoteError NotFound(string message) => new(HttpStatusCode.NotFound, "java.io.FileNotFoundException", message);

    internal static RemoteError Argument(string message) => new(HttpStatusCode.BadRequest, "java.lang.IllegalArgumentException", message);

    internal static RemoteError InvalidPath(string path) => new(HttpStatusCode.BadRequest, "org.apache.hadoop.fs.InvalidPathException", $"Invalid path name Invalid file name: {path}");

    internal static RemoteError Exists(string message) => new(HttpStatusCode.Forbidden, "org.apache.hadoop.fs.FileAlreadyExistsException", message);

    internal static RemoteError ParentIsFile(string message) => new(HttpStatusCode.Forbidden, "org.apache.hadoop.fs.ParentNotDirectoryException", message);

    internal static RemoteError Denied(string message) => new(HttpStatusCode.Forbidden, "org.apache.hadoop.security.AccessControlException", message);

    internal static RemoteError NotEmpty(string path) =>
        new(HttpStatusCode.Forbidden, "org.apache.hadoop.fs.PathIsNotEmptyDirectoryException", $"`{path} is non empty': Directory is not empty");

    internal static RemoteError Standby() => new(HttpStatusCode.Forbidden, "org.apache.hadoop.ipc.StandbyException", "Operation category READ is not supported in state standby.");

    internal static RemoteError SafeMode(string path) => new(HttpStatusCode.Forbidden, "org.apache.hadoop.hdfs.server.namenode.SafeModeException", $"Cannot create {path}. Name node is in safe mode.");

    internal static RemoteError InvalidToken() => new(HttpStatusCode.Forbidden, "org.apache.hadoop.security.token.SecretManager$InvalidToken", "token can't be found in cache");
}
