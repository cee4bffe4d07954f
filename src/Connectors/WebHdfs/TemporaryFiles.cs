using System.Globalization;

namespace OrleansStream.WebHdfs;

/// <summary>Files are written below a hidden folder, and renamed to where they belong when they are complete.</summary>
/// <remarks>
/// There are two kinds. <c>new/ID</c> is to become a file where none is. <c>next/NAME/VERSION-ID</c> is to take the place of one version of NAME, and may have been promised it:
/// such a file must stay as long as that version does.
/// </remarks>
internal sealed class TemporaryFiles
{
    /// <summary>The folder's name.</summary>
    internal const string Folder = ".orleansstream-writing";

    private const string New = "new";
    private const string Next = "next";

    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private readonly HdfsService _service;
    private readonly TimeSpan _leftoverAge;
    private readonly string _root;
    private readonly string _folder;
    private long _swept;

    /// <param name="service">The service.</param>
    /// <param name="root">The path of the store's folder.</param>
    /// <param name="leftoverAge">How old a file is that nobody writes any more.</param>
    internal TemporaryFiles(HdfsService service, string root, TimeSpan leftoverAge)
    {
        _service = service;
        _leftoverAge = leftoverAge;
        _root = root;
        _folder = HdfsPath.Join(root, Folder);
    }

    /// <summary>Writes a file that is to be where none is.</summary>
    internal Task<TemporaryFile> WriteAsync(Func<Task<(Stream Content, long Length)>> open, CancellationToken cancellation) => WriteAsync($"{_folder}/{New}/", open, cancellation);

    /// <summary>Writes a file that is to take the place of a version of another one.</summary>
    internal Task<TemporaryFile> WriteNextAsync(string path, long version, Func<Task<(Stream Content, long Length)>> open, CancellationToken cancellation) => WriteAsync(
        string.Create(CultureInfo.InvariantCulture, $"{_folder}/{Next}/{RelativeOf(path)}/{version}-"), open, cancellation);

    /// <summary>Removes a file that is not to be used.</summary>
    internal async Task RemoveAsync(TemporaryFile file, CancellationToken cancellation)
    {
        try
        {
            await _service.DeleteAsync(file.Path, cancellation).ConfigureAwait(false);
        }
        catch (HdfsRefusal refused) when (!refused.IsTransient)
        {
            // It is removed when it is old.
        }
    }

    /// <summary>Makes sure that a file that has left its place has come to another one, and was not removed because its writer was taken to be gone.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Where it was to go.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidDataException">Nobody can tell.</exception>
    internal async Task CheckMovedAsync(TemporaryFile file, string path, CancellationToken cancellation)
    {
        // Half, since clocks differ.
        if (_service.Time.GetUtcNow() - file.File.Modified > _leftoverAge / 2
            && (await _service.StatusAsync(path, cancellation).ConfigureAwait(false))?.Id != file.File.Id)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"Writing it has taken so long that what was written may have been removed as left over, so whether the write took effect is unknown. {nameof(WebHdfsOptions.LeftoverAge)} is {_leftoverAge}."));
        }
    }

    /// <summary>Removes what writers have left that are gone, if that has not been done for a while.</summary>
    internal async Task SweepAsync(CancellationToken cancellation)
    {
        long now = _service.Time.GetTimestamp(), before = Interlocked.Read(ref _swept);
        if ((before != 0 && _service.Time.GetElapsedTime(before, now) < SweepInterval) || Interlocked.CompareExchange(ref _swept, Math.Max(now, 1), before) != before)
        {
            return;
        }

        try
        {
            await RemoveLeftAsync(_service.Time.GetUtcNow() - _leftoverAge, cancellation).ConfigureAwait(false);
        }
        catch (HdfsRefusal refused) when (!refused.IsTransient)
        {
            // Another user's, perhaps, who then removes them. What is to be written needs none of this.
        }
    }

    private async Task RemoveLeftAsync(DateTimeOffset oldest, CancellationToken cancellation)
    {
        await foreach ((string name, HdfsFile file) in new FileListing(_service).FilesAsync(_folder, "", cancellation).ConfigureAwait(false))
        {
            if (file.Modified < oldest && await IsLeftAsync(name, cancellation).ConfigureAwait(false))
            {
                await _service.DeleteAsync($"{_folder}/{name}", cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<TemporaryFile> WriteAsync(string stem, Func<Task<(Stream Content, long Length)>> open, CancellationToken cancellation)
    {
        await SweepAsync(cancellation).ConfigureAwait(false);
        string path = await _service.CreateAsync(() => $"{stem}{Guid.NewGuid():n}", open, cancellation).ConfigureAwait(false);
        HdfsFile file = await _service.StatusAsync(path, cancellation).ConfigureAwait(false)
            ?? throw new InvalidDataException($"'{path}' is gone, which has just been written. Does something remove what is below '{Folder}'?");
        return new TemporaryFile(path, file);
    }

    /// <summary>Whether nobody can need an old file any more.</summary>
    private async Task<bool> IsLeftAsync(string name, CancellationToken cancellation)
    {
        if (!name.StartsWith(Next + "/", StringComparison.Ordinal))
        {
            return true;
        }

        int end = name.LastIndexOf('/');
        string version = name[(end + 1)..].Split('-')[0];
        return end > Next.Length && (await _service.StatusAsync(HdfsPath.Join(_root, name[(Next.Length + 1)..end]), cancellation).ConfigureAwait(false))?.Version != version;
    }

    private string RelativeOf(string path) => path[(_root.Length == 1 ? 1 : _root.Length + 1)..];
}
