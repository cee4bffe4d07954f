using Azure.Core;
using Azure.Storage.Blobs;
using OrleansStream.Storage;

namespace OrleansStream.AzureBlobs;

/// <summary>Opens places in containers by their addresses: <c>azure://account/container/prefix</c>, or
/// <c>https://account.blob.core.windows.net/container/prefix</c>.</summary>
public sealed class AzureBlobStorage : IStorageProvider
{
    private const string Scheme = "azure";
    private const string Endpoint = ".blob.core.windows.net";
    private const string BlobHost = ".blob.";
    private const string ConnectionString = "AZURE_STORAGE_CONNECTION_STRING";

    private readonly Func<Uri, BlobContainerClient> _connect;

    /// <summary>Makes a provider with one credential for all accounts.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="options">Time limits, retries and so on; null for the client's own.</param>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is null.</exception>
    public AzureBlobStorage(TokenCredential credential, BlobClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(credential);
        _connect = container => new BlobContainerClient(container, credential, options);
    }

    /// <summary>Makes a provider that asks for the client of each container.</summary>
    /// <param name="connect">Makes the client of a container whose address is given, such as
    /// <c>https://account.blob.core.windows.net/container</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="connect"/> is null.</exception>
    public AzureBlobStorage(Func<Uri, BlobContainerClient> connect)
    {
        ArgumentNullException.ThrowIfNull(connect);
        _connect = connect;
    }

    /// <summary>Makes a provider with what Azure's own tools find in the environment: the account and its key in
    /// <c>AZURE_STORAGE_CONNECTION_STRING</c>. Containers of other accounts are opened with the signature that their <c>https</c> address has, or with none.</summary>
    public static AzureBlobStorage FromEnvironment() => new(static container =>
    {
        string name = container.Segments[1];
        return Environment.GetEnvironmentVariable(ConnectionString) is { Length: > 0 } text
            && AccountOf(text) is var account
            && container.Host.StartsWith(account.AccountName + ".", StringComparison.Ordinal)
                ? account.GetBlobContainerClient(name)
                : new BlobContainerClient(container);
    });

    /// <inheritdoc/>
    public string Form => $"azure://account/container/prefix, https://account{Endpoint}/container/prefix";

    /// <inheritdoc/>
    public IObjectStore? TryOpen(Uri place)
    {
        ArgumentNullException.ThrowIfNull(place);
        string? host = place.Scheme switch
        {
            Scheme => place.Host + Endpoint,
            "https" when place.Host.Contains(BlobHost, StringComparison.Ordinal) => place.Host,
            _ => null,
        };
        if (host is null)
        {
            return null;
        }

        if (place.Fragment.Length > 0)
        {
            throw new ArgumentException($"'{place.GetLeftPart(UriPartial.Path)}' has a '#' after it, which is not part of a blob's name; write %23. It must be one of {Form}.", nameof(place));
        }

        string[] path = Uri.UnescapeDataString(place.AbsolutePath).Split('/', 3);
        if (place.Host.Length == 0 || path.Length < 2 || path[1].Length == 0)
        {
            throw new ArgumentException($"'{place.GetLeftPart(UriPartial.Path)}' names no container; it must be one of {Form}.", nameof(place));
        }

        var container = new UriBuilder("https", host) { Path = path[1], Query = place.Query };
        return new AzureBlobStore(_connect(container.Uri), path.Length > 2 ? path[2] : "");
    }

    /// <exception cref="ArgumentException">The text, which has a key in it, is no connection string.</exception>
    private static BlobServiceClient AccountOf(string text)
    {
        try
        {
            return new BlobServiceClient(text);
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException or ArgumentException)
        {
            throw new ArgumentException($"The environment variable {ConnectionString} is set, and is no connection string of Azure Storage; it must be as the portal shows it, AccountName=...;AccountKey=...", nameof(text));
        }
    }
}
