using OrleansStream.Rdds;

namespace OrleansStream.Sources;

/// <summary>The datasets of files that there are.</summary>
internal static class FileDatasets
{
    internal static FileDataset<string> Text(StreamingContextOptions options) => (scope, files, splitBytes, info) =>
        new StringLinesRdd(scope, Lines(files, splitBytes, keep: false, options), info);

    internal static FileDataset<Utf8Slice> Utf8(StreamingContextOptions options) => (scope, files, splitBytes, info) =>
        new Utf8LinesRdd(scope, Lines(files, splitBytes, keep: true, options), info);

    internal static FileDataset<T> Of<T>(FileFormat<T> format) => (scope, files, splitBytes, info) =>
    {
        IReadOnlyList<FileSplit> splits = FileSplit.Cut(files, format.IsSplittable ? splitBytes : long.MaxValue);
        return new ReaderRdd<T>(scope, splits.Count, (partition, _) => FileFormatReader.Read(format, splits[partition]), info)
        {
            Fetch = (partition, cancellation) => splits[partition].FetchAsync(cancellation),
        };
    };

    private static FileLineBlocks Lines(IReadOnlyList<FileFacts> files, long splitBytes, bool keep, StreamingContextOptions options) =>
        new(FileSplit.Cut(files, splitBytes), keep, options.MaxLineBytes, options.PoisonBuffers);
}
