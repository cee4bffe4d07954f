using OrleansStream.Rdds;

namespace OrleansStream.Sources;

/// <summary>The datasets of files that there are.</summary>
internal static class FileDatasets
{
    internal static FileDataset<string> Text(StreamingContextOptions options) => (scope, files, splitBytes, info) =>
        new StringLinesRdd(scope, Lines(files, splitBytes, keep: false, options), info);

    internal static FileDataset<Utf8Slice> Utf8(StreamingContextOptions options) => (scope, files, splitBytes, info) =>
        new Utf8LinesRdd(scope, Lines(files, splitBytes, keep: true, options), info);

    internal static FileDataset<T> Of<T>(FileFormat<T> format, StreamingContextOptions options)
    {
        CompressionCodec[] codecs = format.ReadsCompressedFiles ? [.. options.CompressionCodecs] : [];
        return (scope, files, splitBytes, info) =>
        {
            IReadOnlyList<FileSplit> splits = FileSplit.Cut(
                files, format.IsSplittable ? splitBytes : long.MaxValue, path => CompressionCodec.Find(codecs, path) is not null);
            return new ReaderRdd<T>(
                scope, splits.Count, (partition, _) => FileFormatReader.Read(format, splits[partition], CompressionCodec.Find(codecs, splits[partition].Path)), info)
            {
                Fetch = (partition, cancellation) => splits[partition].FetchAsync(cancellation),
            };
        };
    }

    private static FileLineBlocks Lines(IReadOnlyList<FileFacts> files, long splitBytes, bool keep, StreamingContextOptions options)
    {
        CompressionCodec[] codecs = [.. options.CompressionCodecs];
        return new FileLineBlocks(
            FileSplit.Cut(files, splitBytes, path => CompressionCodec.Find(codecs, path) is not null), codecs, keep, options.MaxLineBytes, options.PoisonBuffers);
    }
}
