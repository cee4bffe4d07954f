using System.Net;
using OrleansStream.Storage;

namespace OrleansStream.WebHdfs;

/// <summary>Opens folders of HDFS by their addresses: <c>hdfs://namenode:9870/folder</c>, or <c>webhdfs://</c>, or <c>swebhdfs://</c> for TLS.</summary>
/// <remarks>The port is that of the NameNode's HTTP, which is 9870, or 9871 with TLS, where an address names none. It is not that of its RPC, which Hadoop's own <c>hdfs://</c>
/// addresses have.</remarks>
public sealed class WebHdfsStorage : IStorageProvider
{
    private const string UserVariable = "HADOOP_USER_NAME";

    private readonly Func<WebHdfsOptions> _options;

    /// <summary>Makes a provider for all services.</summary>
    /// <param name="options">Who asks, and how; null for nobody in particular.</param>
    public WebHdfsStorage(WebHdfsOptions? options = null)
    {
        options ??= new WebHdfsOptions();
        _options = () => options;
    }

    private WebHdfsStorage(Lazy<WebHdfsOptions> options) => _options = () => options.Value;

    /// <summary>Makes a provider with what Hadoop's own tools find: the user that <c>HADOOP_USER_NAME</c> names, or else the one of this process, and the machine's Kerberos
    /// tickets where a service asks for them. The client is made when a folder is first opened, and lives as long as the process.</summary>
    public static WebHdfsStorage FromEnvironment() => new(new Lazy<WebHdfsOptions>(static () => new WebHdfsOptions
    {
        Client = HdfsService.NewClient(CredentialCache.DefaultCredentials),
        UserName = Environment.GetEnvironmentVariable(UserVariable) is { Length: > 0 } name ? name : Environment.UserName is { Length: > 0 } own ? own : null,
    }));

    /// <inheritdoc/>
    public string Form => HdfsAddress.Form;

    /// <inheritdoc/>
    public IObjectStore? TryOpen(Uri place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return HdfsAddress.IsOne(place) ? new WebHdfsStore(place, _options()) : null;
    }
}
