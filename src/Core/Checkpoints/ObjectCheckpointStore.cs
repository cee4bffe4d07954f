using System.Runtime.CompilerServices;
using OrleansStream.Storage;

namespace OrleansStream.Checkpoints;

/// <summary>A store in an object store: a container of blobs, a bucket, or a part of one that nothing else uses.</summary>
/// <remarks>
/// The head is the object <c>head</c>, replaced on the condition that it has the version that was read; all others lie under <c>objects/</c>
/// and are created on the condition that there is none. Each begins with a mark of its write, so that a write whose answer was lost, and
/// which was sent again, is not taken for somebody else's. Any number of threads and processes may use it.
/// </remarks>
/// <param name="objects">Where it is. What is there belongs to one job.</param>
/// <exception cref="ArgumentNullException"><paramref name="objects"/> is null.</exception>
public sealed class ObjectCheckpointStore(IObjectStore objects) : IListingCheckpointStore
{
    private const string Head = "head";
    private const string Folder = "objects/";
    private const int MaxAttempts = 3;

    private readonly IObjectStore _objects = objects ?? throw new ArgumentNullException(nameof(objects));

    /// <inheritdoc/>
    /// <exception cref="CheckpointDamagedException">What is there under the head's name is no head.</exception>
    /// <exception cref="CheckpointVersionException">A newer version has written it.</exception>
    /// <exception cref="ObjectStoreException">The service cannot be reached, or refuses.</exception>
    public async ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(Head, int.MaxValue, cancellationToken).ConfigureAwait(false) is not var (version, marked))
        {
            return null;
        }

        WriteMark.Of(marked, Called(Head));
        return new StoredHead(version, marked.AsMemory(WriteMark.Length));
    }

    /// <inheritdoc/>
    /// <exception cref="CheckpointDamagedException">What is there under the head's name is no head.</exception>
    /// <exception cref="CheckpointVersionException">A newer version has written it.</exception>
    /// <exception cref="ObjectStoreException">The service cannot be reached, or refuses; whether the swap took effect is unknown.</exception>
    public ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(Head, expectedVersion, content, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="CheckpointDamagedException">What is there under the name was not written by such a store.</exception>
    /// <exception cref="CheckpointVersionException">A newer version has written it.</exception>
    /// <exception cref="ObjectStoreException">The service cannot be reached, or refuses.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken)
    {
        string key = KeyOf(name);
        if (await ReadAsync(key, int.MaxValue, cancellationToken).ConfigureAwait(false) is not var (_, marked))
        {
            return null;
        }

        WriteMark.Of(marked, Called(key));
        return marked.AsMemory(WriteMark.Length);
    }

    /// <inheritdoc/>
    /// <exception cref="CheckpointDamagedException">What is there under the name was not written by such a store.</exception>
    /// <exception cref="CheckpointVersionException">A newer version has written it.</exception>
    /// <exception cref="ObjectStoreException">The service cannot be reached, or refuses; whether the object is there is unknown.</exception>
    public async ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        await WriteAsync(KeyOf(name), expectedVersion: null, content, cancellationToken).ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    /// <exception cref="ObjectStoreException">The service cannot be reached, or refuses.</exception>
    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => _objects.DeleteAsync(KeyOf(name), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ObjectStoreException">The service cannot be reached, or refuses.</exception>
    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return ListCoreAsync(prefix, cancellationToken);
    }

    /// <summary>The place of the objects.</summary>
    public override string ToString() => _objects.ToString() ?? "";

    private async IAsyncEnumerable<string> ListCoreAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ObjectInfo found in _objects.ListAsync(Folder + Flat(prefix), cancellationToken).ConfigureAwait(false))
        {
            yield return found.Name[Folder.Length..].Replace('~', '/');
        }
    }

    private async ValueTask<string?> WriteAsync(string key, string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var write = Guid.NewGuid();
        byte[] marked = WriteMark.Put(write, content.Span);
        using var stream = new MemoryStream(marked, writable: false);
        string? version = expectedVersion is null
            ? await _objects.TryCreateAsync(key, stream, cancellation).ConfigureAwait(false)
            : await _objects.TryReplaceAsync(key, expectedVersion, marked, cancellation).ConfigureAwait(false);
        if (version is not null)
        {
            return version;
        }

        // An earlier try of this very call may have taken effect before its answer was lost.
        return await ReadAsync(key, WriteMark.Length, cancellation).ConfigureAwait(false) is var (found, mark) && WriteMark.Of(mark, Called(key)) == write
            ? found
            : null;
    }

    /// <summary>Reads an object, at most so many of its first bytes; null if there is none.</summary>
    private async ValueTask<(string Version, byte[] Content)?> ReadAsync(string key, int most, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        for (int attempt = 1; ; attempt++)
        {
            await using ObjectContent? found = await _objects.OpenReadAsync(key, cancellation).ConfigureAwait(false);
            if (found is null)
            {
                return null;
            }

            try
            {
                byte[] content = new byte[Math.Min(found.Length, most)];
                await found.Stream.ReadExactlyAsync(content, cancellation).ConfigureAwait(false);
                return (found.Version, content);
            }
            catch (IOException) when (attempt < MaxAttempts)
            {
                // The connection has failed in the middle. Read anew, since the head may be another one by now.
            }
            catch (IOException error)
            {
                throw new ObjectStoreException($"'{Called(key)}' could be read in part only: {error.Message}", error);
            }
        }
    }

    private string Called(string key) => $"{this}/{key}";

    private static string KeyOf(string name)
    {
        ObjectName.Check(name);
        return Folder + Flat(name);
    }

    /// <summary>A name without folders, so that 'a' and 'a/b' may both be there where a service makes folders of names.</summary>
    private static string Flat(string name) => name.Replace('/', '~');
}
