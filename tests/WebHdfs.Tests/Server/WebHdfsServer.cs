using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.WebHdfs.Tests.Server;

/// <summary>A NameNode and a DataNode, as far as WebHDFS shows them, on two free ports of loopback. What the real ones refuse is refused.</summary>
internal sealed class WebHdfsServer : IStorageServer
{
    /// <summary>The user who may do everything below the root; others may do nothing.</summary>
    internal const string User = "alice";

    /// <summary>The token of that user.</summary>
    internal const string Token = "SAZhbGljZQ";

    private const string Prefix = "/webhdfs/v1";
    private const string RpcAddress = "namenode:8020";

    private readonly WebApplication _application;

    private WebHdfsServer(WebApplication application, Namespace files)
    {
        _application = application;
        Files = files;
    }

    /// <summary>Where the NameNode listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Where the DataNode listens.</summary>
    internal Uri DataNode { get; private set; } = null!;

    /// <summary>What is stored.</summary>
    internal Namespace Files { get; }

    /// <summary>How many entries a page of a list has.</summary>
    internal int PageLength { get; init; } = 100;

    /// <summary>Whether clients are sent to the address that they have called, where both nodes then are: for a proxy that sees all requests.</summary>
    internal bool IsBehindProxy { get; init; }

    /// <summary>Whether the NameNode is old, and knows neither noredirect nor anything but redirects.</summary>
    internal bool KnowsRedirectsOnly { get; init; }

    /// <summary>What the NameNode answers instead of doing anything; null if it is active. Asked with the operation and the path.</summary>
    internal Func<string, string, RemoteError?> Refuses { get; set; } = (_, _) => null;

    /// <summary>The operations that the nodes have been asked for, in order.</summary>
    internal ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Starts one.</summary>
    /// <param name="files">What it stores; two may share that, as the NameNodes of one service do.</param>
    /// <param name="isBehindProxy">See <see cref="IsBehindProxy"/>.</param>
    /// <param name="knowsRedirectsOnly">See <see cref="KnowsRedirectsOnly"/>.</param>
    internal static async Task<WebHdfsServer> StartAsync(Namespace? files = null, bool isBehindProxy = false, bool knowsRedirectsOnly = false)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Listen(IPAddress.Loopback, 0);
            options.Limits.MaxRequestBodySize = null;
        });
        WebApplication application = builder.Build();
        var server = new WebHdfsServer(application, files ?? new Namespace(TimeProvider.System))
        {
            IsBehindProxy = isBehindProxy,
            KnowsRedirectsOnly = knowsRedirectsOnly,
        };
        application.Run(server.HandleAsync);
        await application.StartAsync();
        Uri[] addresses = [.. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
        (server.Address, server.DataNode) = (addresses[0], addresses[1]);
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            bool isDataNode = context.Request.Query.ContainsKey("namenoderpcaddress");
            if (!IsBehindProxy && isDataNode != (context.Connection.LocalPort == DataNode.Port))
            {
                throw RemoteError.Argument(isDataNode ? "This is a NameNode." : "Invalid value for webhdfs parameter \"namenoderpcaddress\": null");
            }

            var parameters = new HdfsParameters(context.Request, isDataNode);
            string path = context.Request.Path.Value!.StartsWith(Prefix + "/", StringComparison.Ordinal)
                ? context.Request.Path.Value[Prefix.Length..]
                : throw RemoteError.NotFound("This is no path of WebHDFS.");
            Asked.Enqueue((isDataNode ? "DataNode " : "") + parameters.Operation);
            await (isDataNode ? ServeContentAsync(context, parameters, path) : ServeNamesAsync(context, parameters, path));
        }
        catch (RemoteError error)
        {
            context.Response.StatusCode = (int)error.Status;
            await WriteAsync(context, new JsonObject
            {
                ["RemoteException"] = new JsonObject { ["exception"] = error.Name.Split('$')[^1], ["javaClassName"] = error.JavaClass, ["message"] = error.Message },
            });
        }
    }

    private async Task ServeNamesAsync(HttpContext context, HdfsParameters parameters, string path)
    {
        // A body would be lost: it is for the DataNode.
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            throw RemoteError.Argument("A NameNode takes no body.");
        }

        Authenticate(parameters);
        if (Refuses(parameters.Operation, path) is { } refusal)
        {
            throw refusal;
        }

        switch (parameters.Operation)
        {
            case "CREATE" or "OPEN":
                if (parameters.Operation == "OPEN")
                {
                    Files.Read(path);
                }

                await SendAsync(context, parameters, path);
                break;
            case "RENAME" when parameters["renameoptions"] is { } options:
                Files.Rename(path, parameters.Required("destination"), options == "OVERWRITE");
                break;
            case "SETXATTR":
                SetAttribute(parameters, path);
                break;
            default:
                await WriteAsync(context, Answer(parameters, path));
                break;
        }
    }

    private JsonObject Answer(HdfsParameters parameters, string path)
    {
        switch (parameters.Operation)
        {
            case "GETFILESTATUS":
                return new JsonObject { ["FileStatus"] = Describe("", Files.Status(path)) };
            case "LISTSTATUS_BATCH":
                (IReadOnlyList<(string Name, Inode Inode)> page, int remaining) = Files.List(path, parameters["startAfter"] ?? "", PageLength);
                var statuses = new JsonArray([.. page.Select(one => Describe(one.Name, one.Inode))]);
                return new JsonObject
                {
                    ["DirectoryListing"] = new JsonObject
                    {
                        ["partialListing"] = new JsonObject { ["FileStatuses"] = new JsonObject { ["FileStatus"] = statuses } },
                        ["remainingEntries"] = remaining,
                    },
                };
            case "GETXATTRS":
                string encoding = parameters["encoding"] ?? throw RemoteError.Argument("This server has no default encoding.");
                return new JsonObject
                {
                    ["XAttrs"] = new JsonArray([.. Files.Attributes(path).Select(attribute => new JsonObject { ["name"] = attribute.Name, ["value"] = Encode(attribute.Value, encoding) })]),
                };
            case "MKDIRS":
                Files.MakeFolder(path);
                return new JsonObject { ["boolean"] = true };
            case "RENAME":
                return new JsonObject { ["boolean"] = Files.RenameInto(path, parameters.Required("destination")) };
            case "DELETE":
                return new JsonObject { ["boolean"] = Files.Delete(path, parameters.Is("recursive", otherwise: false)) };
            default:
                throw new RemoteError(HttpStatusCode.BadRequest, "java.lang.UnsupportedOperationException", $"{parameters.Operation} is not supported");
        }
    }

    private void SetAttribute(HdfsParameters parameters, string path)
    {
        string name = parameters.Required("xattr.name"), flag = parameters.Required("flag");
        if (!name.StartsWith("user.", StringComparison.Ordinal))
        {
            throw RemoteError.Denied($"User doesn't have permission for xattr: {name}");
        }

        string value = parameters["xattr.value"] ?? "";
        byte[] bytes = value.StartsWith("0x", StringComparison.Ordinal) ? Convert.FromHexString(value[2..]) : System.Text.Encoding.UTF8.GetBytes(value);
        Files.SetAttribute(path, name, bytes, flag.Contains("CREATE", StringComparison.Ordinal), flag.Contains("REPLACE", StringComparison.Ordinal));
    }

    private async Task SendAsync(HttpContext context, HdfsParameters parameters, string path)
    {
        string node = IsBehindProxy ? context.Request.Host.Value! : DataNode.Authority;
        string who = parameters["delegation"] is { } token ? $"delegation={token}" : $"user.name={parameters["user.name"]}";
        string more = parameters.Operation == "CREATE" ? $"&createparent={parameters["createparent"] ?? "true"}&overwrite={parameters["overwrite"] ?? "false"}" : "&offset=0";
        string location = $"http://{node}{Prefix}{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?op={parameters.Operation}&{who}&namenoderpcaddress={RpcAddress}{more}";
        if (parameters.Is("noredirect", otherwise: false) && !KnowsRedirectsOnly)
        {
            await WriteAsync(context, new JsonObject { ["Location"] = location });
            return;
        }

        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = location;
    }

    private async Task ServeContentAsync(HttpContext context, HdfsParameters parameters, string path)
    {
        Authenticate(parameters);
        if (Refuses("DataNode " + parameters.Operation, path) is { } refusal)
        {
            throw refusal;
        }

        if (parameters.Operation == "OPEN")
        {
            byte[] content = Files.Read(path);
            context.Response.ContentType = "application/octet-stream";
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
            return;
        }

        // The file is there, and empty, while its content comes.
        Inode file = Files.Create(path, parameters.Is("overwrite", otherwise: false), parameters.Is("createparent", otherwise: false));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Files.Close(file, body.ToArray());
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"hdfs://{RpcAddress}{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
    }

    private static void Authenticate(HdfsParameters parameters)
    {
        if (parameters["delegation"] is { } token)
        {
            if (token != Token)
            {
                throw RemoteError.InvalidToken();
            }

            return;
        }

        string user = parameters["user.name"] ?? "dr.who";
        if (user != User)
        {
            throw RemoteError.Denied($"Permission denied: user={user}, access=EXECUTE, inode=\"/\":{User}:supergroup:drwx------");
        }
    }

    private static JsonObject Describe(string name, Inode inode) => new()
    {
        ["accessTime"] = 0,
        ["blockSize"] = inode.IsFolder ? 0 : 134217728,
        ["childrenNum"] = inode.Children.Count,
        ["fileId"] = inode.Id,
        ["group"] = "supergroup",
        ["length"] = inode.Content.Length,
        ["modificationTime"] = inode.Modified.ToUnixTimeMilliseconds(),
        ["owner"] = User,
        ["pathSuffix"] = name,
        ["permission"] = inode.IsFolder ? "755" : "644",
        ["replication"] = inode.IsFolder ? 0 : 3,
        ["storagePolicy"] = 0,
        ["type"] = inode.IsFolder ? "DIRECTORY" : "FILE",
    };

    private static string Encode(byte[] value, string encoding) => encoding switch
    {
        "HEX" => "0x" + Convert.ToHexStringLower(value),
        "BASE64" => "0s" + Convert.ToBase64String(value),
        _ => string.Create(CultureInfo.InvariantCulture, $"\"{System.Text.Encoding.UTF8.GetString(value)}\""),
    };

    private static async Task WriteAsync(HttpContext context, JsonObject answer)
    {
        byte[] body = System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString());
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }
}
