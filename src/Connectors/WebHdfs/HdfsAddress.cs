namespace OrleansStream.WebHdfs;

/// <summary>A folder of HDFS as an address names it.</summary>
/// <param name="Scheme">How the address begins.</param>
/// <param name="Authority">The NameNode: its host, and the port of its HTTP.</param>
/// <param name="Folder">The folder's path within the service, without slashes at its ends; empty for the root.</param>
internal sealed record HdfsAddress(string Scheme, string Authority, string Folder)
{
    /// <summary>What addresses look like.</summary>
    internal const string Form = "hdfs://namenode:9870/folder";

    private const string Secure = "swebhdfs";
    private const int Port = 9870;
    private const int SecurePort = 9871;

    /// <summary>Whether the NameNode is to be asked over TLS.</summary>
    internal bool IsSecure => Scheme == Secure;

    /// <summary>Whether an address is one of HDFS.</summary>
    internal static bool IsOne(Uri address) => address.IsAbsoluteUri && address.Scheme is "hdfs" or "webhdfs" or Secure;

    /// <summary>Reads an address.</summary>
    /// <exception cref="ArgumentException">It is none of HDFS, names no NameNode, or a folder that cannot be.</exception>
    internal static HdfsAddress Of(Uri address)
    {
        if (!IsOne(address))
        {
            throw new ArgumentException($"'{(address.IsAbsoluteUri ? address.GetLeftPart(UriPartial.Path) : address)}' is no address of HDFS; it must be {Form}, webhdfs:// or swebhdfs://.", nameof(address));
        }

        if (address.Query.Length + address.Fragment.Length > 0)
        {
            throw new ArgumentException($"'{address.GetLeftPart(UriPartial.Path)}' has a '?' or a '#' after it, which are not part of a path; write %3F and %23. It must be {Form}.", nameof(address));
        }

        if (address.Host.Length == 0)
        {
            throw new ArgumentException($"'{address}' names no NameNode; it must be {Form}.", nameof(address));
        }

        string folder = Uri.UnescapeDataString(address.AbsolutePath).Trim('/');
        if (folder.Length > 0 && HdfsPath.BrokenRule(folder) is { } rule)
        {
            throw new ArgumentException($"'{address}' names no folder of HDFS: {rule}.", nameof(address));
        }

        int port = address.Port > 0 ? address.Port : address.Scheme == Secure ? SecurePort : Port;
        return new HdfsAddress(address.Scheme, FormattableString.Invariant($"{address.Host}:{port}"), folder);
    }

    /// <summary>The folder's full path.</summary>
    internal string Path => "/" + Folder;

    /// <summary>The address.</summary>
    public override string ToString() => $"{Scheme}://{Authority}{(Folder.Length == 0 ? "" : Path)}";
}
