namespace OrleansStream;

/// <summary>A part of a file that one task reads.</summary>
/// <param name="Path">The file's full path.</param>
/// <param name="Length">How many bytes the whole file has.</param>
/// <param name="LastModified">When the file was last written, in UTC.</param>
/// <param name="Start">Where the part begins, in bytes from the start of the file.</param>
/// <param name="End">Where it ends; exclusive. The whole file when the part begins at 0 and this is <paramref name="Length"/>.</param>
/// <remarks>To a format that is given what a compressed file holds, <paramref name="Length"/> and <paramref name="End"/> are <see cref="long.MaxValue"/>, as nobody
/// knows them: it reads until the stream ends.</remarks>
public sealed record FileSplit(string Path, long Length, DateTimeOffset LastModified, long Start, long End)
{
    /// <summary>The part as a format sees it that is given what a compressed file holds.</summary>
    internal FileSplit Decompressed => this with { Length = long.MaxValue, End = long.MaxValue };

    /// <summary>What brings the file to this machine, if it is not a file of this machine's.</summary>
    internal Sources.FileCopy? Copy { get; init; }

    /// <summary>Brings the file to this machine, if it is not a file of this machine's.</summary>
    internal Task FetchAsync(CancellationToken cancellation) => Copy?.FetchAsync(cancellation) ?? Task.CompletedTask;

    /// <summary>Cuts files into parts of at most so many bytes; an empty file is one part.</summary>
    /// <param name="files">The files.</param>
    /// <param name="splitBytes">How large a part is at most.</param>
    /// <param name="isWhole">Which paths are not cut; by default none.</param>
    internal static IReadOnlyList<FileSplit> Cut(IReadOnlyList<Sources.FileFacts> files, long splitBytes, Predicate<string>? isWhole = null)
    {
        var splits = new List<FileSplit>(files.Count);
        foreach (Sources.FileFacts file in files)
        {
            long start = 0;
            long most = isWhole?.Invoke(file.Path) == true ? long.MaxValue : splitBytes;
            do
            {
                long end = file.Length - start > most ? start + most : file.Length;
                splits.Add(new FileSplit(file.Path, file.Length, file.LastModified, start, end) { Copy = file.Copy });
                start = end;
            }
            while (start < file.Length);
        }

        return splits;
    }
}
