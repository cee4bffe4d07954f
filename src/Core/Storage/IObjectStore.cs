namespace OrleansStream.Storage;

/// <summary>Whole objects under names: a container of blobs, a bucket, a part of one.</summary>
/// <remarks>
/// <para>
/// An object appears at once and complete, and is seen by every read and list that begins after the call that wrote it. Names are
/// segments joined by '/', and compare by their characters; a store over a file system may refuse a name that it takes for none, and an
/// object below another one. Versions are opaque; each write of an object gives it another one,
/// provided that its content differs.
/// </para>
/// <para>
/// Services answer writes over networks, and clients try again what was not answered. So a conditional write may have taken effect
/// although the call fails, or although it is told that its condition does not hold, because an earlier try of its own had made it
/// so. Whoever must know reads what is there.
/// </para>
/// <para>Safe for any number of threads and processes.</para>
/// </remarks>
public interface IObjectStore
{
    /// <summary>The objects there are, in no order. What is written or removed meanwhile may be among them or not.</summary>
    /// <param name="prefix">What their names begin with; empty for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentNullException"><paramref name="prefix"/> is null.</exception>
    /// <exception cref="ObjectStoreException">The service cannot be reached, or refuses.</exception>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Begins to read an object.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The object as one write has left it, to be disposed of; null if there is none of that name.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    /// <exception cref="ObjectStoreException">The service cannot be reached, or refuses.</exception>
    ValueTask<ObjectContent?> OpenReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes an object unless one of that name is there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">The content: a stream that can be sought in, since it may have to be sent again; read from its first byte, and left open.</param>
    /// <param name="cancellationToken">Gives up waiting; whether the write took effect is then unknown.</param>
    /// <returns>The object's version, or null if there is one, which an earlier try of this call may have written.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    /// <exception cref="ObjectStoreException">The service cannot be reached, or refuses; whether the write took effect is unknown.</exception>
    ValueTask<string?> TryCreateAsync(string name, Stream content, CancellationToken cancellationToken);

    /// <summary>Writes what one object holds to another one, within the service, unless one of that name is there.</summary>
    /// <param name="source">The name of the one that is read.</param>
    /// <param name="target">The name of the other one.</param>
    /// <param name="cancellationToken">Gives up waiting; whether the copy was made is then unknown.</param>
    /// <returns>What has come of it. <see cref="ObjectCopy.TargetExists"/> may be due to an earlier try of this call.</returns>
    /// <exception cref="ArgumentException"><paramref name="source"/> or <paramref name="target"/> is null or empty.</exception>
    /// <exception cref="ObjectStoreException">The service cannot be reached, or refuses; whether the copy was made is unknown.</exception>
    ValueTask<ObjectCopy> TryCopyAsync(string source, string target, CancellationToken cancellationToken);

    /// <summary>Writes an object in place of the one that is there, if it has this version.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version to be replaced.</param>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Gives up waiting; whether the write took effect is then unknown.</param>
    /// <returns>The object's new version, or null if it has another one or is gone, which an earlier try of this call may have caused.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> or <paramref name="version"/> is null or empty.</exception>
    /// <exception cref="ObjectStoreException">The service cannot be reached, or refuses; whether the write took effect is unknown.</exception>
    ValueTask<string?> TryReplaceAsync(string name, string version, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Removes an object; does nothing if there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    /// <exception cref="ObjectStoreException">The service cannot be reached, or refuses.</exception>
    ValueTask DeleteAsync(string name, CancellationToken cancellationToken);
}
