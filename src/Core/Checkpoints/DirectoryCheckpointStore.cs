using System.Runtime.CompilerServices;
using OrleansStream.Outputs;

namespace OrleansStream.Checkpoints;

/// <summary>A store in a directory of a local or shared file system.</summary>
/// <remarks>
/// <para>
/// A file appears under its name only when it is complete and on the disk, and never takes the place of another one; the swap of the head
/// that was read as number n is the creation of <c>head-(n+1)</c>, which succeeds for one of all who try. That needs hard links, or a rename
/// that does not replace: any local file system, NFS, SMB. What a killed process was writing stays under a temporary name, counts for
/// nothing, and is removed later.
/// </para>
/// <para>A directory holds the checkpoint of one job. It is made when it is first written to. Any number of threads and processes may use it.</para>
/// </remarks>
public sealed class DirectoryCheckpointStore : IListingCheckpointStore
{
    private readonly CheckpointDirectory _directory;
    private readonly HeadFiles _heads;

    /// <summary>Makes a store; touches nothing yet.</summary>
    /// <param name="path">The directory; a relative path is resolved now.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, white space or no path.</exception>
    public DirectoryCheckpointStore(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Path = System.IO.Path.GetFullPath(path);
        _directory = new CheckpointDirectory(Path);
        _heads = new HeadFiles(_directory);
    }

    /// <summary>The directory's full path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    /// <exception cref="CheckpointDamagedException">There was a head, and there is none any more.</exception>
    /// <exception cref="CheckpointVersionException">A newer version has laid the directory out.</exception>
    /// <exception cref="IOException">The directory cannot be read; the message names the path.</exception>
    public ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken) =>
        RunAsync(() => _heads.Read(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="CheckpointDamagedException">There was a head, and there is none any more.</exception>
    /// <exception cref="CheckpointVersionException">A newer version has laid the directory out.</exception>
    /// <exception cref="IOException">The directory cannot be written, or it cannot be told whether the swap took effect.</exception>
    public ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        RunAsync(() => _heads.Swap(expectedVersion, content.Span), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="IOException">The object cannot be read; the message names the path.</exception>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        return RunAsync(() => CheckpointDirectory.Read(path) is { } content ? content : default(ReadOnlyMemory<byte>?), cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The object cannot be written; the message names the path.</exception>
    public ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        return RunAsync(
            () =>
            {
                bool created = _directory.TryCreate(path, content.Span);

                // Also for a loser: it will count on the object.
                DurableFiles.SyncDirectory(_directory.Objects);
                return created;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The object cannot be removed; the message names the path.</exception>
    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        await RunAsync(
            () =>
            {
                CheckpointDirectory.Delete(path);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The directory cannot be read; the message names the path.</exception>
    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return ListCoreAsync(prefix, cancellationToken);
    }

    /// <summary>The directory's path.</summary>
    public override string ToString() => Path;

    private async IAsyncEnumerable<string> ListCoreAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<string> files = await RunAsync(() => CheckpointDirectory.FilesIn(_directory.Objects), cancellationToken).ConfigureAwait(false);
        foreach (string file in files)
        {
            string name = file.Replace('+', '/');
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return name;
            }
        }
    }

    /// <summary>All objects lie in one directory, so that 'a' and 'a/b' may both be there and nothing is left of names that are gone.</summary>
    private string PathOf(string name)
    {
        ObjectName.Check(name);
        return System.IO.Path.Join(_directory.Objects, name.Replace('/', '+'));
    }

    /// <summary>Disks make callers wait, and .NET has no calls for most of this that do not.</summary>
    private static ValueTask<T> RunAsync<T>(Func<T> work, CancellationToken cancellation) => new(Task.Run(work, cancellation));
}
