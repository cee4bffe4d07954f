using Microsoft.AspNetCore.Http;
using OrleansStream.Storage;

namespace OrleansStream.Tests.StorageServers;

/// <summary>A container or bucket of a server that the tests of a class share, behind a <see cref="StorageProxy"/>.</summary>
public abstract class StoragePlace : IAsyncLifetime
{
    private IStorageServer? _server;
    private StorageProxy? _proxy;

    /// <summary>What every request passes through.</summary>
    public StorageProxy Proxy => _proxy ?? throw new InvalidOperationException("No server has been started.");

    /// <summary>Opens a part of the place, with a client of its own.</summary>
    /// <param name="prefix">The part.</param>
    /// <param name="place">Which container or bucket; by default the one that is there.</param>
    /// <param name="isStranger">Whether with a credential that the server does not know.</param>
    public abstract IObjectStore Open(string prefix, string? place = null, bool isStranger = false);

    /// <summary>Makes another container or bucket.</summary>
    public abstract Task CreateAsync(string place);

    /// <summary>Removes a container or bucket with what is in it.</summary>
    public abstract Task RemoveAsync(string place);

    /// <summary>Whether a request makes an object appear.</summary>
    public virtual bool IsWrite(HttpRequest request) => HttpMethods.IsPut(request.Method);

    /// <summary>Whether a request is answered with an object's content.</summary>
    public virtual bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method);

    public async Task InitializeAsync()
    {
        if (NeededServer.Missing is null)
        {
            _server = await StartAsync();
            _proxy = await StorageProxy.StartAsync(_server.Address, ServerIgnoresConditions);
            await PrepareAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>Whether the proxy must do what the server does not.</summary>
    protected virtual bool ServerIgnoresConditions => false;

    /// <summary>Starts the server.</summary>
    protected abstract Task<IStorageServer> StartAsync();

    /// <summary>Makes the container or bucket that is there by default.</summary>
    protected abstract Task PrepareAsync();
}
