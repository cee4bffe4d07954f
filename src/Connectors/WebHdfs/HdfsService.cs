using System.Net;
using System.Text.Json;
using OrleansStream.Connectors;
using OrleansStream.Storage;

namespace OrleansStream.WebHdfs;

/// <summary>The operations of WebHDFS that are needed, each tried again while the NameNode is away, stands by or is not ready.</summary>
/// <remarks>Any number of threads may use one.</remarks>
internal sealed class HdfsService
{
    private const string Root = "/webhdfs/v1";
    private const int MaxDoublings = 4;

    private static readonly Lazy<HttpClient> Shared = new(() => NewClient(credentials: null));

    private readonly WebHdfsOptions _options;
    private readonly HttpClient _client;
    private readonly string[] _nodes;
    private readonly string _caller;
    private int _active;

    /// <param name="address">Names a NameNode, by host and port.</param>
    /// <param name="options">The options.</param>
    internal HdfsService(HdfsAddress address, WebHdfsOptions options)
    {
        _options = options;
        _client = options.Client ?? Shared.Value;
        string[] others = options.NameNodes.Contains(address.Authority, StringComparer.OrdinalIgnoreCase)
            ? [.. options.NameNodes.Where(node => !node.Equals(address.Authority, StringComparison.OrdinalIgnoreCase))]
            : [];
        _nodes = [.. others.Prepend(address.Authority).Select(node => $"{(address.IsSecure ? "https" : "http")}://{node}{Root}")];
        _caller = options.DelegationToken is { } token ? "&delegation=" + Uri.EscapeDataString(token)
            : options.UserName is { } name ? "&user.name=" + Uri.EscapeDataString(name)
            : "";
    }

    internal TimeProvider Time => _options.TimeProvider;

    /// <summary>A client that follows no redirects and knows no time limit of its own.</summary>
    /// <remarks>Services keep in a cookie who has asked, so only a client of one user may have any.</remarks>
    internal static HttpClient NewClient(ICredentials? credentials) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        Credentials = credentials,
        UseCookies = credentials is not null,
        ConnectTimeout = TimeSpan.FromSeconds(20),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The file or folder at a path; null if there is none.</summary>
    internal async Task<HdfsFile?> StatusAsync(string path, CancellationToken cancellation) =>
        await MissingAsync(() => JsonAsync(HttpMethod.Get, path, "GETFILESTATUS", cancellation)).ConfigureAwait(false) is { } answer ? HdfsAnswer.File(answer) : null;

    /// <summary>What follows a name in a folder, and whether there is more; null if there is no such folder.</summary>
    internal async Task<(IReadOnlyList<HdfsFile> Files, bool HasMore)?> ListAsync(string folder, string? after, CancellationToken cancellation)
    {
        string operation = "LISTSTATUS_BATCH" + (after is null ? "" : "&startAfter=" + Uri.EscapeDataString(after));
        return await MissingAsync(() => JsonAsync(HttpMethod.Get, folder, operation, cancellation)).ConfigureAwait(false) is { } answer ? HdfsAnswer.Page(answer) : null;
    }

    /// <summary>The attributes of a file; null if there is none.</summary>
    internal async Task<Dictionary<string, string>?> AttributesAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await MissingAsync(() => JsonAsync(HttpMethod.Get, path, "GETXATTRS&encoding=HEX", cancellation)).ConfigureAwait(false) is { } answer ? HdfsAnswer.Attributes(answer) : null;
        }
        catch (HdfsRefusal refused) when (refused.Name == "UnsupportedOperationException")
        {
            // The service is told to have none. Then nothing can be replaced, which whoever tries it is told, and all else goes on.
            return [];
        }
    }

    /// <summary>Sets an attribute that is not there.</summary>
    /// <exception cref="HdfsRefusal">It is there, or the file is not.</exception>
    internal Task CreateAttributeAsync(string path, string name, string value, CancellationToken cancellation) =>
        DoneAsync(HttpMethod.Put, path, $"SETXATTR&xattr.name={Uri.EscapeDataString(name)}&xattr.value={HdfsAnswer.Encode(value)}&flag=CREATE", cancellation);

    /// <summary>Makes a folder with all above it; does nothing if it is there.</summary>
    internal Task MakeFolderAsync(string path, CancellationToken cancellation) => DoneAsync(HttpMethod.Put, path, "MKDIRS", cancellation);

    /// <summary>Renames a file, in place of what has the other name or only if nothing has.</summary>
    /// <exception cref="HdfsRefusal">It is not there, or the folder of the other name is not, or something has the other name.</exception>
    internal async Task RenameAsync(string path, string target, bool overwrite, CancellationToken cancellation)
    {
        // With an option, a NameNode renames as POSIX does and answers with nothing; without one, a folder of the target's name would take the file in.
        string operation = $"RENAME&destination={Uri.EscapeDataString(target)}&renameoptions={(overwrite ? "OVERWRITE" : "NONE")}";
        byte[] answer = await CallAsync(HttpMethod.Put, path, operation, static (answer, cancellation) => answer.Content.ReadAsByteArrayAsync(cancellation), cancellation).ConfigureAwait(false);
        if (answer.Length > 0)
        {
            throw new InvalidDataException(
                $"The service answers a rename with '{System.Text.Encoding.UTF8.GetString(answer)}', so it has ignored the options of it, as HttpFS does. It must be a NameNode.");
        }
    }

    /// <summary>Removes a file, or a folder that is empty; does nothing if there is none.</summary>
    /// <exception cref="HdfsRefusal">It is a folder with something in it.</exception>
    internal Task DeleteAsync(string path, CancellationToken cancellation) => DoneAsync(HttpMethod.Delete, path, "DELETE&recursive=false", cancellation);

    /// <summary>Begins to read a file; null if there is none.</summary>
    internal Task<ReceivedStream?> OpenAsync(string path, CancellationToken cancellation) => RetryAsync(
        async () =>
        {
            try
            {
                Uri node = await SendAsync(HttpMethod.Get, path, "OPEN&noredirect=true", HdfsAnswer.LocationAsync, cancellation).ConfigureAwait(false);
                return await ReceiveAsync(node, cancellation).ConfigureAwait(false);
            }
            catch (HdfsRefusal refused) when (refused.IsMissing)
            {
                return null;
            }
        },
        cancellation);

    /// <summary>Writes a file.</summary>
    /// <param name="newPath">Gives its path, another one for each attempt: a file whose writer has vanished stays open for a while.</param>
    /// <param name="open">Gives its content and how long it is, from its first byte.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The path.</returns>
    internal Task<string> CreateAsync(Func<string> newPath, Func<Task<(Stream Content, long Length)>> open, CancellationToken cancellation) => RetryAsync(
        async () =>
        {
            string path = newPath();
            (Stream content, long length) = await open().ConfigureAwait(false);
            Uri node = await SendAsync(HttpMethod.Put, path, "CREATE&overwrite=false&createparent=true&noredirect=true", HdfsAnswer.LocationAsync, cancellation).ConfigureAwait(false);
            using var limit = new TimeLimit(_options.AnswerTimeout, Time, cancellation);
            using var request = new HttpRequestMessage(HttpMethod.Put, node);
            request.Content = new SentContent(content, length, limit.Renew);
            request.Content.Headers.ContentType = new("application/octet-stream");
            using HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            return answer.StatusCode == HttpStatusCode.Created ? path : throw await HdfsAnswer.RefusalAsync(answer, limit.Token).ConfigureAwait(false);
        },
        cancellation);

    /// <summary>Does something until it is not refused for a passing reason, or has been tried too often.</summary>
    private async Task<T> RetryAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception error) when (attempt < _options.MaxAttempts * _nodes.Length && !cancellation.IsCancellationRequested && IsTransient(error))
            {
                // Another NameNode is asked at once; then all of them have been, and it takes time until one is ready.
                int round = Math.DivRem(attempt, _nodes.Length, out int asked);
                if (asked == 0)
                {
                    await Task.Delay(_options.RetryDelay * (1 << Math.Min(round - 1, MaxDoublings)), Time, cancellation).ConfigureAwait(false);
                }
            }
        }
    }

    private static bool IsTransient(Exception error) =>
        error is HttpRequestException or (IOException and not ObjectStoreException) or OperationCanceledException or HdfsRefusal { IsTransient: true };

    private Task<T> CallAsync<T>(HttpMethod method, string path, string operation, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        RetryAsync(() => SendAsync(method, path, operation, read, cancellation), cancellation);

    private async Task<JsonElement?> JsonAsync(HttpMethod method, string path, string operation, CancellationToken cancellation) =>
        await CallAsync(method, path, operation, HdfsAnswer.JsonAsync, cancellation).ConfigureAwait(false);

    private Task<bool> DoneAsync(HttpMethod method, string path, string operation, CancellationToken cancellation) =>
        CallAsync(
            method,
            path,
            operation,
            static async (answer, cancellation) =>
            {
                await answer.Content.CopyToAsync(Stream.Null, cancellation).ConfigureAwait(false);
                return true;
            },
            cancellation);

    private static async Task<JsonElement?> MissingAsync(Func<Task<JsonElement?>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (HdfsRefusal refused) when (refused.IsMissing)
        {
            return null;
        }
    }

    /// <summary>Asks a NameNode once.</summary>
    private async Task<T> SendAsync<T>(HttpMethod method, string path, string operation, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int active = Volatile.Read(ref _active);
        using var limit = new TimeLimit(_options.AnswerTimeout, Time, cancellation);
        using var request = new HttpRequestMessage(method, new Uri($"{_nodes[active]}{HdfsPath.Escape(path)}?op={operation}{_caller}"));
        try
        {
            using HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TemporaryRedirect or HttpStatusCode.Created
                ? await read(answer, limit.Token).ConfigureAwait(false)
                : throw await HdfsAnswer.RefusalAsync(answer, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (IsTransient(error) && !cancellation.IsCancellationRequested)
        {
            // Whoever comes next asks the next one, unless another call has moved on already.
            Interlocked.CompareExchange(ref _active, (active + 1) % _nodes.Length, active);
            throw;
        }
    }

    private async Task<ReceivedStream?> ReceiveAsync(Uri node, CancellationToken cancellation)
    {
        using var limit = new TimeLimit(_options.AnswerTimeout, Time, cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, node);
        HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        try
        {
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw await HdfsAnswer.RefusalAsync(answer, limit.Token).ConfigureAwait(false);
            }

            long length = answer.Content.Headers.ContentLength ?? throw new InvalidDataException("The DataNode does not say how long the file is.");
            Stream body = await answer.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            return new ReceivedStream(answer, body, length, "The DataNode", _options.AnswerTimeout, Time);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
