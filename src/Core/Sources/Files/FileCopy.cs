using OrleansStream.Outputs;
using OrleansStream.Storage;

namespace OrleansStream.Sources;

/// <summary>A file of an object store, brought to this machine when a task is about to read it.</summary>
/// <param name="store">Where it is.</param>
/// <param name="name">What it is called there.</param>
/// <param name="listed">The file as it was when it was listed.</param>
/// <param name="newPath">Gives a path for the copy.</param>
internal sealed class FileCopy(IObjectStore store, string name, FileFacts listed, Func<string> newPath) : IDisposable
{
    private readonly Lock _lock = new();
    private Task? _coming;
    private string? _path;
    private bool _isDisposed;

    /// <summary>Where the copy is.</summary>
    /// <exception cref="InvalidOperationException">It has not been brought here.</exception>
    internal string Path => Volatile.Read(ref _path) ?? throw new InvalidOperationException($"'{listed.Path}' is read before it was brought here.");

    /// <summary>Brings the file here, unless it is here already.</summary>
    /// <exception cref="IOException">It is gone, has changed or cannot be read; the message names it.</exception>
    internal Task FetchAsync(CancellationToken cancellation)
    {
        using Lock.Scope scope = _lock.EnterScope();
        return _coming is { IsFaulted: false, IsCanceled: false } coming ? coming : _coming = BringAsync(cancellation);
    }

    public void Dispose()
    {
        using Lock.Scope scope = _lock.EnterScope();
        _isDisposed = true;
        if (_path is not null)
        {
            FileErrors.Naming(_path, () => File.Delete(_path));
        }
    }

    private async Task BringAsync(CancellationToken cancellation)
    {
        await using ObjectContent found = await store.OpenReadAsync(name, cancellation).ConfigureAwait(false)
            ?? throw new IOException($"'{listed.Path}' is gone; it was there when it was listed. Files must stay until the batches that read them are over.");
        if (found.Version != listed.Version)
        {
            throw new IOException(
                $"'{listed.Path}' has changed since it was listed: it was version '{listed.Version}', and is '{found.Version}'. Files must be complete when they appear and stay as they are.");
        }

        string path = newPath();
        try
        {
            using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            await found.Stream.CopyToAsync(copy, cancellation).ConfigureAwait(false);
            if (copy.Length != listed.Length)
            {
                throw new IOException(FormattableString.Invariant($"'{listed.Path}' ended at byte {copy.Length} of {listed.Length}."));
            }
        }
        catch (Exception error)
        {
            File.Delete(path);
            if (!FileErrors.Is(error) || error.Message.Contains(listed.Path, StringComparison.Ordinal))
            {
                throw;
            }

            throw new IOException($"Cannot bring '{listed.Path}' here: {error.Message}", error);
        }

        using Lock.Scope scope = _lock.EnterScope();
        if (_isDisposed)
        {
            File.Delete(path);
        }
        else
        {
            Volatile.Write(ref _path, path);
        }
    }
}
