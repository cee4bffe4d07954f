using System.Runtime.CompilerServices;

namespace OrleansStream.WebHdfs;

/// <summary>Lists what is below a folder, page by page.</summary>
internal sealed class FileListing(HdfsService service)
{
    /// <summary>What Hadoop's own tools call a file until it is complete.</summary>
    private const string Unfinished = "._COPYING_";

    /// <summary>The files below a folder, each with its name from there.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <param name="prefix">What the names begin with.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async IAsyncEnumerable<(string Name, HdfsFile File)> FilesAsync(string folder, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Folders that are still to be listed, by their names with a slash at the end.
        var folders = new Stack<string>();
        folders.Push(prefix[..(prefix.LastIndexOf('/') + 1)]);
        while (folders.TryPop(out string? next))
        {
            if (next.Length > 0 && HdfsPath.BrokenRule(next[..^1]) is not null)
            {
                continue;
            }

            // A NameNode lists a folder in the order of names, so what comes before and after those in question can be left out.
            string wanted = prefix.StartsWith(next, StringComparison.Ordinal) ? prefix[next.Length..].Split('/')[0] : "";
            string? after = wanted.Length > 1 && System.Text.Ascii.IsValid(wanted) ? wanted[..^1] : null;
            await foreach (HdfsFile found in InAsync(HdfsPath.Join(folder, next).TrimEnd('/'), after, cancellation).ConfigureAwait(false))
            {
                if (after is not null && IsPast(found.Suffix, wanted))
                {
                    break;
                }

                string name = next + found.Suffix;
                if (found.IsFolder && found.Suffix != TemporaryFiles.Folder && CanHold(name + "/", prefix))
                {
                    folders.Push(name + "/");
                }
                else if (!found.IsFolder && name.StartsWith(prefix, StringComparison.Ordinal) && !name.EndsWith(Unfinished, StringComparison.Ordinal))
                {
                    yield return (name, found);
                }
            }
        }
    }

    /// <summary>What is directly in a folder; nothing if there is none.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="after">A name, of a file or of none, that all others are to come after; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async IAsyncEnumerable<HdfsFile> InAsync(string folder, string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string path = folder.Length == 0 ? "/" : folder;
        for (bool hasMore = true; hasMore;)
        {
            if (await service.ListAsync(path, after, cancellation).ConfigureAwait(false) is not var (files, more))
            {
                yield break;
            }

            foreach (HdfsFile file in files)
            {
                // A file that is listed as if it were a folder is listed itself, without a name.
                if (file.Suffix.Length > 0)
                {
                    yield return file;
                }
            }

            hasMore = more && files.Count > 0;
            after = files.Count > 0 ? files[^1].Suffix : after;
        }
    }

    /// <summary>Whether a name comes after all that begin with some ASCII characters. Names with others are never taken to be, since NameNodes have ordered them in two ways.</summary>
    private static bool IsPast(string name, string wanted)
    {
        int common = name.AsSpan().CommonPrefixLength(wanted);
        return common < wanted.Length && common < name.Length && char.IsAscii(name[common]) && name[common] > wanted[common];
    }

    private static bool CanHold(string folder, string prefix) =>
        folder.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(folder, StringComparison.Ordinal);
}
