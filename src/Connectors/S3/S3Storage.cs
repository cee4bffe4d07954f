using Amazon.Runtime;
using Amazon.S3;
using OrleansStream.Storage;

namespace OrleansStream.S3;

/// <summary>Opens places in buckets by their addresses: <c>s3://bucket/prefix</c>.</summary>
public sealed class S3Storage : IStorageProvider
{
    private const string Scheme = "s3";

    private readonly Lazy<IAmazonS3> _client;
    private readonly S3Options _options = new();

    /// <summary>Makes a provider with one client for all buckets, and the default options.</summary>
    /// <param name="client">The client; the caller disposes of it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    public S3Storage(IAmazonS3 client)
        : this(client, new S3Options())
    {
    }

    /// <summary>Makes a provider with one client for all buckets.</summary>
    /// <param name="client">The client; the caller disposes of it.</param>
    /// <param name="options">How patiently the service is waited for.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="options"/> is null.</exception>
    public S3Storage(IAmazonS3 client, S3Options options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        _client = new Lazy<IAmazonS3>(client);
        _options = options;
    }

    private S3Storage(Func<IAmazonS3> client) => _client = new Lazy<IAmazonS3>(client);

    /// <summary>Makes a provider with the credentials, region and endpoint that Amazon's own tools find: in environment variables, profiles, or from the
    /// machine's role. The client is made when a place is first opened, and lives as long as the process.</summary>
    public static S3Storage FromEnvironment() => new(() => new AmazonS3Client());

    /// <inheritdoc/>
    public string Form => "s3://bucket/prefix";

    /// <inheritdoc/>
    public IObjectStore? TryOpen(Uri place)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (place.Scheme != Scheme)
        {
            return null;
        }

        if (place.Query.Length + place.Fragment.Length > 0)
        {
            throw new ArgumentException($"'{place.GetLeftPart(UriPartial.Path)}' has a '?' or a '#' after it, which are not part of a key; write %3F and %23. It must be {Form}.", nameof(place));
        }

        if (place.Host.Length == 0)
        {
            throw new ArgumentException($"'{place}' names no bucket; it must be {Form}.", nameof(place));
        }

        return new S3Store(ClientFor(place), place.Host, Uri.UnescapeDataString(place.AbsolutePath), _options);
    }

    private IAmazonS3 ClientFor(Uri place)
    {
        try
        {
            return _client.Value;
        }
        catch (AmazonClientException error)
        {
            throw new ArgumentException($"'{place}' cannot be opened: {error.Message}", nameof(place), error);
        }
    }
}
