using System.Globalization;

namespace OrleansStream.WebHdfs;

/// <summary>Replaces a file if it has a certain version, which HDFS cannot, with two things that it can: set an attribute once, and rename a file once.</summary>
/// <remarks>
/// The successor of a version is the file whose path is in the attribute of that version's inode. Only one writer can set it; whoever finds it set brings the successor into its
/// place, since the writer may be gone. See decision 0037.
/// </remarks>
internal sealed class Replacements(HdfsService service, TemporaryFiles temporaries)
{
    private const string AttributePrefix = "user.orleansstream.next-";

    /// <summary>Replaces a file.</summary>
    /// <returns>The new version, or null if the file is gone or has another one.</returns>
    internal async Task<string?> TryReplaceAsync(string path, string version, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        if (await service.StatusAsync(path, cancellation).ConfigureAwait(false) is not { IsFolder: false } found || found.Version != version)
        {
            return null;
        }

        TemporaryFile next = await temporaries.WriteNextAsync(
            path, found.Id, () => Task.FromResult<(Stream, long)>((new MemoryStream(content.ToArray(), writable: false), content.Length)), cancellation).ConfigureAwait(false);
        if (await ReserveAsync(path, found.Id, next.Path, cancellation).ConfigureAwait(false)

            // The attribute has come to whatever the file was at that time. Versions do not come back, so if it still has this one, it had it then.
            && await HasAsync(path, found.Id, cancellation).ConfigureAwait(false))
        {
            await TakePlaceAsync(path, next.Path, cancellation).ConfigureAwait(false);
        }

        // Nobody moves this file but those who bring it into its place, so it has been there if it has left, unless it was so old that it was removed.
        if (await service.StatusAsync(next.Path, cancellation).ConfigureAwait(false) is null)
        {
            await temporaries.CheckMovedAsync(next, path, cancellation).ConfigureAwait(false);
            return next.File.Version;
        }

        await temporaries.RemoveAsync(next, cancellation).ConfigureAwait(false);
        return null;
    }

    /// <summary>Brings the successor of a version into its place, if it has one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="version">The version that it has been seen to have.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether the file has another version now, or is gone.</returns>
    internal async Task<bool> HelpAsync(string path, long version, CancellationToken cancellation)
    {
        Dictionary<string, string>? attributes = await service.AttributesAsync(path, cancellation).ConfigureAwait(false);
        return attributes is null || (attributes.TryGetValue(AttributeOf(version), out string? next) && await HelpAsync(path, version, next, cancellation).ConfigureAwait(false));
    }

    /// <summary>Brings the successors of a file into its place until it has none.</summary>
    internal async Task SettleAsync(string path, CancellationToken cancellation)
    {
        while ((await service.AttributesAsync(path, cancellation).ConfigureAwait(false))?.Keys.Any(name => name.StartsWith(AttributePrefix, StringComparison.Ordinal)) == true
            && await service.StatusAsync(path, cancellation).ConfigureAwait(false) is { IsFolder: false } found
            && await HelpAsync(path, found.Id, cancellation).ConfigureAwait(false))
        {
            // The successor may have one by now.
        }
    }

    /// <summary>Makes a file the successor of a version, unless another one is.</summary>
    /// <returns>Whether it may be; whether the attribute has come to that version is still to be seen.</returns>
    private async Task<bool> ReserveAsync(string path, long version, string next, CancellationToken cancellation)
    {
        try
        {
            await service.CreateAttributeAsync(path, AttributeOf(version), next, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (HdfsRefusal refused) when (!refused.IsTransient)
        {
            // There is no exception of its own for an attribute that is there.
            Dictionary<string, string>? attributes = await service.AttributesAsync(path, cancellation).ConfigureAwait(false);
            if (attributes is not null && attributes.TryGetValue(AttributeOf(version), out string? winner))
            {
                // It may be this very one, if the answer to the first attempt was lost.
                return winner == next || (await HelpAsync(path, version, winner, cancellation).ConfigureAwait(false) ? false : throw Stuck(path, version, winner));
            }

            if (await HasAsync(path, version, cancellation).ConfigureAwait(false))
            {
                throw;
            }

            return false;
        }
    }

    private async Task<bool> HelpAsync(string path, long version, string next, CancellationToken cancellation)
    {
        if (!next.Contains($"/{TemporaryFiles.Folder}/", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"Its attribute {AttributeOf(version)} is '{next}', which this product has not written.");
        }

        // As above: only if the file still has this version, the attribute that was read is that version's.
        if (await HasAsync(path, version, cancellation).ConfigureAwait(false))
        {
            await TakePlaceAsync(path, next, cancellation).ConfigureAwait(false);
            return !await HasAsync(path, version, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Renames a successor; if it is gone, another process has done so.</summary>
    private async Task TakePlaceAsync(string path, string next, CancellationToken cancellation)
    {
        try
        {
            await service.RenameAsync(next, path, overwrite: true, cancellation).ConfigureAwait(false);
        }
        catch (HdfsRefusal refused) when (refused.IsMissing)
        {
            // By another process, or by an earlier attempt whose answer was lost.
        }
    }

    private async Task<bool> HasAsync(string path, long version, CancellationToken cancellation) =>
        (await service.StatusAsync(path, cancellation).ConfigureAwait(false))?.Id == version;

    private static string AttributeOf(long version) => string.Create(CultureInfo.InvariantCulture, $"{AttributePrefix}{version}");

    private static InvalidDataException Stuck(string path, long version, string next) => new(
        $"Its successor '{next}' was removed before it took its place, so nothing can replace it. Remove the attribute {AttributeOf(version)} of '{path}' while no job runs.");
}
