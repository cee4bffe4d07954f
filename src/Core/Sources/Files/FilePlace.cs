using OrleansStream.Execution;
using OrleansStream.Storage;

namespace OrleansStream.Sources;

/// <summary>Where files are that a source reads: directories, or folders of an object store.</summary>
internal abstract class FilePlace
{
    /// <summary>The place as it was named, resolved.</summary>
    internal abstract string Path { get; }

    /// <summary>The files directly in the directories that the place stands for.</summary>
    /// <param name="accepts">Which paths count.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">A directory is not there or cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory may not be listed.</exception>
    internal abstract ValueTask<IReadOnlyList<FileFacts>> ListAsync(Func<string, bool> accepts, CancellationToken cancellation);

    /// <summary>The files as tasks of a batch can read them.</summary>
    /// <param name="files">Files that were listed, perhaps in another process.</param>
    /// <param name="scope">Frees what they need.</param>
    internal virtual IReadOnlyList<FileFacts> Open(IReadOnlyList<FileFacts> files, BatchScope scope) => files;

    /// <summary>Finds out what a path or an address stands for.</summary>
    /// <exception cref="ArgumentException">It is neither, or an address that nobody knows.</exception>
    internal static FilePlace Parse(string place, string argument, StorageProviders storage)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(place, argument);
        return StorageProviders.IsOutside(place) ? new ObjectFiles(place, storage, directoriesOnly: true) : new DirectoryFiles(PathGlob.Parse(StorageProviders.PathOf(place), argument));
    }
}
