namespace OrleansStream.Sources;

/// <summary>Files in directories.</summary>
internal sealed class DirectoryFiles(PathGlob directories) : FilePlace
{
    internal override string Path => directories.Path;

    internal override ValueTask<IReadOnlyList<FileFacts>> ListAsync(Func<string, bool> accepts, CancellationToken cancellation) =>
        ValueTask.FromResult(FileListing.FilesIn(directories, accepts, cancellation));
}
