namespace OrleansStream.Storage;

/// <summary>An object that is being read.</summary>
/// <param name="stream">Its bytes, from the first; disposed of with this object.</param>
/// <param name="length">Its length in bytes.</param>
/// <param name="version">Its version.</param>
/// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="version"/> is null.</exception>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
public sealed class ObjectContent(Stream stream, long length, string version) : IAsyncDisposable
{
    /// <summary>The bytes, from the first. A connection that fails makes reading throw <see cref="IOException"/>.</summary>
    public Stream Stream { get; } = stream ?? throw new ArgumentNullException(nameof(stream));

    /// <summary>The length in bytes.</summary>
    public long Length { get; } = length >= 0 ? length : throw new ArgumentOutOfRangeException(nameof(length), length, "A length must not be negative.");

    /// <summary>The version, as <see cref="IObjectStore.TryReplaceAsync"/> expects it.</summary>
    public string Version { get; } = version ?? throw new ArgumentNullException(nameof(version));

    /// <summary>Ends reading.</summary>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
