using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Tests.StorageServers;

/// <summary>Stands between a client and a server, passes requests on, and gets in the way of those that a test chooses.</summary>
public sealed class StorageProxy : IAsyncDisposable
{
    private const string CopySource = "x-amz-copy-source";

    private static readonly string[] OfTheConnection = ["Connection", "Transfer-Encoding", "Keep-Alive", "Expect", "Host"];

    private readonly WebApplication _application;
    private readonly HttpClient _server;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _inUse = new();

    private StorageProxy(WebApplication application, Uri server)
    {
        _application = application;
        _server = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What happens to a request; all pass by default. Asked once for each.</summary>
    public Func<HttpRequest, Interference> Interfere { get; set; } = _ => Interference.None;

    /// <summary>Whether writes with <c>If-None-Match</c> or <c>If-Match</c> are refused with 412 unless the object is as they say, one request for
    /// an object at a time: what S3 documents of PutObject, for a server that knows no conditions.</summary>
    public bool EnforcesConditions { get; init; }

    /// <summary>Starts one on a free port of loopback.</summary>
    /// <param name="server">Where requests go.</param>
    /// <param name="enforcesConditions">See <see cref="EnforcesConditions"/>.</param>
    public static async Task<StorageProxy> StartAsync(Uri server, bool enforcesConditions = false)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Limits.MaxRequestBodySize = null;
        });
        WebApplication application = builder.Build();
        var proxy = new StorageProxy(application, server) { EnforcesConditions = enforcesConditions };
        application.Run(proxy.HandleAsync);
        await application.StartAsync().ConfigureAwait(false);
        proxy.Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return proxy;
    }

    /// <summary>Stops it; connections end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync().ConfigureAwait(false);
        _server.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        Interference interference = Interfere(context.Request);
        if (interference.Status is { } status)
        {
            context.Response.StatusCode = (int)status;
            return;
        }

        if (interference.IsBeforeEffect)
        {
            context.Abort();
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        using HttpResponseMessage answer = await AnswerAsync(context.Request, body.ToArray()).ConfigureAwait(false);
        byte[] content = await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        if (interference.AnswerLength is { } length && length < content.Length + 1)
        {
            await SendAsync(context, answer, content, length).ConfigureAwait(false);
            context.Abort();
            return;
        }

        await SendAsync(context, answer, content, content.Length).ConfigureAwait(false);
    }

    /// <summary>Asks the server, unless a condition of the request does not hold.</summary>
    private async Task<HttpResponseMessage> AnswerAsync(HttpRequest request, byte[] body)
    {
        if (!EnforcesConditions)
        {
            return await PassOnAsync(request, body).ConfigureAwait(false);
        }

        // Readers wait too: such a server may show an object that is half written.
        SemaphoreSlim one = _inUse.GetOrAdd(request.Path, _ => new SemaphoreSlim(1));
        await one.WaitAsync().ConfigureAwait(false);
        try
        {
            return !HttpMethods.IsPut(request.Method) || await HoldsAsync(request).ConfigureAwait(false)
                ? await PassOnAsync(request, body).ConfigureAwait(false)
                : new HttpResponseMessage(HttpStatusCode.PreconditionFailed)
                {
                    Content = new StringContent("<?xml version=\"1.0\"?><Error><Code>PreconditionFailed</Code><Message>A condition does not hold.</Message></Error>", null, "application/xml"),
                };
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<bool> HoldsAsync(HttpRequest request)
    {
        string? absent = request.Headers.IfNoneMatch, expected = request.Headers.IfMatch;
        if (absent is null && expected is null)
        {
            return true;
        }

        using var look = new HttpRequestMessage(HttpMethod.Head, new Uri(TargetOf(request).Split('?')[0], UriKind.Relative));
        using HttpResponseMessage found = await _server.SendAsync(look).ConfigureAwait(false);
        string? tag = found.IsSuccessStatusCode ? found.Headers.ETag?.Tag : null;
        return (absent is null || tag is null) && (expected is null || tag == expected);
    }

    private async Task<HttpResponseMessage> PassOnAsync(HttpRequest request, byte[] body)
    {
        using var passed = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(TargetOf(request), UriKind.Relative))
        {
            Content = new ByteArrayContent(body),
        };
        passed.Headers.Host = request.Host.Value;
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Headers.Where(header => !OfTheConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            // S3 takes slashes encoded or not; s3rver does not decode them.
            IEnumerable<string?> passedValues = name.Equals(CopySource, StringComparison.OrdinalIgnoreCase)
                ? values.Select(value => value?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase))
                : values;
            if (!passed.Headers.TryAddWithoutValidation(name, passedValues))
            {
                passed.Content.Headers.TryAddWithoutValidation(name, passedValues);
            }
        }

        return await _server.SendAsync(passed).ConfigureAwait(false);
    }

    /// <summary>The target as the client has written it, with what it has escaped.</summary>
    private static string TargetOf(HttpRequest request) => request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;

    private static async Task SendAsync(HttpContext context, HttpResponseMessage answer, byte[] content, int length)
    {
        if (length < 0)
        {
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !OfTheConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await context.Response.Body.WriteAsync(content.AsMemory(0, length)).ConfigureAwait(false);
        await context.Response.Body.FlushAsync().ConfigureAwait(false);
    }
}
