using System.Runtime.CompilerServices;
using OrleansStream.Storage;

namespace OrleansStream.WebHdfs;

/// <summary>A folder of HDFS with all that is below it, through WebHDFS.</summary>
/// <remarks>
/// <para>
/// Objects are files of the same names, and versions are the numbers of their inodes. What HDFS takes for no name is refused, and so is an object below another one, since that
/// would have to be a file and a folder. Folders are made as they are needed, and removed when the last object in them is.
/// </para>
/// <para>
/// Files are written under the hidden folder <c>.orleansstream-writing</c> and renamed when they are complete. What a writer leaves there that dies is removed by the next
/// writer after <see cref="WebHdfsOptions.LeftoverAge"/>. Other programs must neither write there nor change files in place.
/// </para>
/// <para>The service must be a NameNode of Hadoop 3; with extended attributes switched off, nothing can be replaced. Any number of threads and processes may use a store.</para>
/// </remarks>
public sealed class WebHdfsStore : IObjectStore
{
    private const int MaxChanges = 20;

    private readonly HdfsAddress _address;
    private readonly HdfsService _service;
    private readonly TemporaryFiles _temporaries;
    private readonly Replacements _replacements;
    private readonly Folders _folders;

    /// <summary>Makes a store; calls nothing yet.</summary>
    /// <param name="folder">The folder's address, <c>hdfs://namenode:9870/folder</c>, with the port of the NameNode's HTTP; the folder is made when something is written.</param>
    /// <param name="options">Who asks, and how; null for nobody in particular.</param>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is no address of HDFS, names no NameNode, or a folder that HDFS takes for no name.</exception>
    public WebHdfsStore(Uri folder, WebHdfsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new WebHdfsOptions();
        _address = HdfsAddress.Of(folder);
        _service = new HdfsService(_address, options);
        _temporaries = new TemporaryFiles(_service, _address.Path, options.LeftoverAge);
        _replacements = new Replacements(_service, _temporaries);
        _folders = new Folders(_service, _address.Path);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return ListCoreAsync(prefix, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ObjectContent?> OpenReadAsync(string name, CancellationToken cancellationToken) => CallAsync(name, path => OpenAsync(path, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> TryCreateAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        return CallAsync(
            name,
            async path =>
            {
                TemporaryFile written = await _temporaries.WriteAsync(
                    () =>
                    {
                        content.Position = 0;
                        return Task.FromResult((content, content.Length));
                    },
                    cancellationToken).ConfigureAwait(false);
                return await PublishAsync(written, path, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>HDFS copies nothing by itself, so the content passes through this process, piece by piece.</remarks>
    public ValueTask<ObjectCopy> TryCopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return CallAsync(target, path => CopyAsync(PathOf(source), path, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<string?> TryReplaceAsync(string name, string version, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        return CallAsync(name, path => _replacements.TryReplaceAsync(path, version, content, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => await CallAsync(
        name,
        async path =>
        {
            // A writer that has been promised the place would take it later, so it takes it now.
            await _replacements.SettleAsync(path, cancellationToken).ConfigureAwait(false);
            await _folders.RemoveAsync(path, cancellationToken).ConfigureAwait(false);
            return path;
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>The folder's address.</summary>
    public override string ToString() => _address.ToString();

    private async IAsyncEnumerable<ObjectInfo> ListCoreAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<(string Name, HdfsFile File)> files = new FileListing(_service).FilesAsync(_address.Path, prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(files, cancellationToken).ConfigureAwait(false))
        {
            (string name, HdfsFile file) = files.Current;
            yield return new ObjectInfo(name, file.Length, file.Modified, file.Version);
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<(string Name, HdfsFile File)> files, CancellationToken cancellation)
    {
        try
        {
            return await files.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw HdfsErrors.Named(ToString(), error);
        }
    }

    private async Task<ObjectContent?> OpenAsync(string path, CancellationToken cancellation)
    {
        for (int change = 0; change < MaxChanges; change++)
        {
            if (await _service.StatusAsync(path, cancellation).ConfigureAwait(false) is not { IsFolder: false } found)
            {
                return null;
            }

            // A head that a dead process was promised is shown as that process has left it, and not replaced under the hands of whoever reads it.
            if (await _replacements.HelpAsync(path, found.Id, cancellation).ConfigureAwait(false)
                || await _service.OpenAsync(path, cancellation).ConfigureAwait(false) is not { } opened)
            {
                continue;
            }

            bool isGiven = false;
            try
            {
                // What was opened is this version if the file has it before and after.
                isGiven = (await _service.StatusAsync(path, cancellation).ConfigureAwait(false))?.Id == found.Id;
            }
            finally
            {
                if (!isGiven)
                {
                    await opened.DisposeAsync().ConfigureAwait(false);
                }
            }

            if (isGiven)
            {
                return new ObjectContent(opened, opened.BodyLength, found.Version);
            }
        }

        throw new InvalidDataException(FormattableString.Invariant($"It has been replaced {MaxChanges} times while it was being opened."));
    }

    private async Task<ObjectCopy> CopyAsync(string source, string target, CancellationToken cancellation)
    {
        if (await _service.StatusAsync(source, cancellation).ConfigureAwait(false) is not { IsFolder: false })
        {
            return ObjectCopy.SourceMissing;
        }

        if (await _service.StatusAsync(target, cancellation).ConfigureAwait(false) is { IsFolder: false })
        {
            return ObjectCopy.TargetExists;
        }

        await using var reading = new CopiedContent(() => OpenSourceAsync(source, cancellation));
        try
        {
            TemporaryFile written = await _temporaries.WriteAsync(reading.OpenAsync, cancellation).ConfigureAwait(false);
            return await PublishAsync(written, target, cancellation).ConfigureAwait(false) is null ? ObjectCopy.TargetExists : ObjectCopy.Made;
        }
        catch (SourceGoneException)
        {
            return ObjectCopy.SourceMissing;
        }
    }

    private async Task<ObjectContent?> OpenSourceAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await OpenAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            // It has been tried often enough, so the copy is not tried again for it.
            throw HdfsErrors.Named($"{_address.Scheme}://{_address.Authority}{path}", error);
        }
    }

    /// <summary>Gives a file its name, unless there is one of it.</summary>
    /// <returns>Its version, or null if there is one.</returns>
    private async Task<string?> PublishAsync(TemporaryFile written, string path, CancellationToken cancellation)
    {
        try
        {
            if (await TryPublishAsync(written, path, cancellation).ConfigureAwait(false))
            {
                return written.File.Version;
            }
        }
        catch (Exception error) when (error is HdfsRefusal { IsTransient: false } or InvalidDataException)
        {
            await _temporaries.RemoveAsync(written, cancellation).ConfigureAwait(false);
            throw;
        }

        await _temporaries.RemoveAsync(written, cancellation).ConfigureAwait(false);
        return null;
    }

    private async Task<bool> TryPublishAsync(TemporaryFile written, string path, CancellationToken cancellation)
    {
        for (int change = 0; change < MaxChanges; change++)
        {
            try
            {
                await _service.RenameAsync(written.Path, path, overwrite: false, cancellation).ConfigureAwait(false);
                return true;
            }
            catch (HdfsRefusal refused) when (refused is { IsMissing: true, IsBelowFile: false })
            {
                // The folder is missing, or an earlier attempt, whose answer was lost, has renamed the file. Nothing else does, but it may have been removed when it was old.
                if (await _service.StatusAsync(written.Path, cancellation).ConfigureAwait(false) is null)
                {
                    await _temporaries.CheckMovedAsync(written, path, cancellation).ConfigureAwait(false);
                    return true;
                }

                await _folders.MakeForAsync(path, cancellation).ConfigureAwait(false);
            }
            catch (HdfsRefusal refused) when (refused.IsThere)
            {
                return false;
            }
            catch (HdfsRefusal refused) when (!refused.IsTransient && !refused.IsBelowFile)
            {
                // A folder may be in the way, which does not count if there is nothing in it.
                if (await _service.StatusAsync(path, cancellation).ConfigureAwait(false) is not { IsFolder: true })
                {
                    throw;
                }

                if (!await _folders.TryRemoveEmptyAsync(path, cancellation).ConfigureAwait(false))
                {
                    throw new InvalidDataException("There are objects below it, and HDFS has no file that is a folder too.");
                }
            }
        }

        throw new InvalidDataException("Folders on the way to it are removed as fast as they are made.");
    }

    /// <summary>Does something with a file, and names it in errors.</summary>
    private async ValueTask<T> CallAsync<T>(string name, Func<string, Task<T>> call, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        cancellation.ThrowIfCancellationRequested();
        string path = PathOf(name);
        try
        {
            return await call(path).ConfigureAwait(false);
        }
        catch (HdfsRefusal refused) when (refused.IsBelowFile)
        {
            throw HdfsErrors.Rule($"{this}/{name}", $"a part of its path is a file, and HDFS has no file that is a folder too ({refused.Message})");
        }
        catch (Exception error) when (error is not ObjectStoreException && !cancellation.IsCancellationRequested)
        {
            throw HdfsErrors.Named($"{this}/{name}", error);
        }
    }

    /// <exception cref="ObjectStoreException">HDFS takes this for no name.</exception>
    private string PathOf(string name) =>
        HdfsPath.BrokenRule(name) is { } rule ? throw HdfsErrors.Rule($"{this}/{name}", rule) : HdfsPath.Join(_address.Path, name);
}
