namespace OrleansStream.WebHdfs;

/// <summary>Makes the folders that files need, and removes those that are left empty, which objects do not know.</summary>
/// <param name="service">The service.</param>
/// <param name="root">The path of the store's folder, which stays.</param>
internal sealed class Folders(HdfsService service, string root)
{
    /// <summary>Makes the folder that a file is to be in.</summary>
    internal async Task MakeForAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await service.MakeFolderAsync(HdfsPath.ParentOf(path)!, cancellation).ConfigureAwait(false);
        }
        catch (HdfsRefusal refused) when (refused.IsThere)
        {
            throw new InvalidDataException($"A part of its path is a file, and HDFS has no file that is a folder too ({refused.Message})", refused);
        }
    }

    /// <summary>Removes a file, if it is there, and the folders above it that are then empty.</summary>
    internal async Task RemoveAsync(string path, CancellationToken cancellation)
    {
        for (string? next = path; next is not null && next.Length > root.Length; next = HdfsPath.ParentOf(next))
        {
            try
            {
                await service.DeleteAsync(next, cancellation).ConfigureAwait(false);
            }
            catch (HdfsRefusal refused) when (!refused.IsTransient && (next != path || IsNotEmpty(refused) || refused.IsMissing))
            {
                // Something is in the folder, or somebody else's rights end here.
                return;
            }
        }
    }

    /// <summary>Removes a folder if there is no file below it.</summary>
    internal async Task<bool> TryRemoveEmptyAsync(string folder, CancellationToken cancellation)
    {
        await foreach (HdfsFile found in new FileListing(service).InAsync(folder, after: null, cancellation).ConfigureAwait(false))
        {
            if (!found.IsFolder || !await TryRemoveEmptyAsync(HdfsPath.Join(folder, found.Suffix), cancellation).ConfigureAwait(false))
            {
                return false;
            }
        }

        try
        {
            await service.DeleteAsync(folder, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (HdfsRefusal refused) when (IsNotEmpty(refused))
        {
            return false;
        }
    }

    private static bool IsNotEmpty(HdfsRefusal refused) => refused.Name == "PathIsNotEmptyDirectoryException" || refused.Message.Contains("non empty", StringComparison.OrdinalIgnoreCase);
}
