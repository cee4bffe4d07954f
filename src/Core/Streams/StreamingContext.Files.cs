using OrleansStream.Execution;
using OrleansStream.Sources;
using OrleansStream.Storage;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    /// <summary>A stream of the lines of files that appear in a directory, as strings.</summary>
    /// <param name="directory">The directory, or a pattern of directories; a relative one is resolved now. Or an address of a folder that
    /// <see cref="StreamingContextOptions.Storage"/> knows, or a pattern of folders.</param>
    /// <param name="newFilesOnly">Whether files that were last written before the stream was made never count; otherwise they do while they are no
    /// older than <see cref="StreamingContextOptions.FileStreamMinRememberDuration"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null, white space, no path, or an address that nobody knows.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>
    /// <para>
    /// At each batch time the directory is listed; a batch holds the files directly in it that are new. A file is new when its name is not <c>_SUCCESS</c> and does not
    /// start with a dot, it was last written after the stream was made, no more than <see cref="StreamingContextOptions.FileStreamMinRememberDuration"/>
    /// ago and not after the batch time, and no recent batch took its path. So a file must be complete when it appears: write it elsewhere in the same file
    /// system and rename it into the directory soon after. What is written to a file that was taken is never read; if its batch has not read it yet, the batch fails.
    /// If the directory cannot be listed, the batch is empty and a warning is logged.
    /// </para>
    /// <para>
    /// In a pattern <c>*</c>, <c>?</c>, <c>[a-z]</c> and <c>[^a-z]</c> stand for characters of a name, <c>{a,b}</c> for either.
    /// A batch has a partition for each file, and several for one larger than <see cref="StreamingContextOptions.FileSplitBytes"/>.
    /// On a cluster every host reads the same paths, so they must be on a file system that all hosts share.
    /// </para>
    /// <para>
    /// Lines end with <c>\n</c> or <c>\r\n</c>, which are not part of them; so does the last one without an end. Invalid UTF-8 becomes U+FFFD; a byte order
    /// mark at the start is no part of the text. A line longer than <see cref="StreamingContextOptions.MaxLineBytes"/> fails the batch.
    /// </para>
    /// </remarks>
    public InputDStream<string> TextFileStream(string directory, bool newFilesOnly = true) =>
        Files("TextFileStream", directory, null, newFilesOnly, FileDatasets.Text(Options));

    /// <summary>A stream of the lines of files that appear in a directory, as slices of the bytes that were read: the fast form of
    /// <see cref="TextFileStream"/>.</summary>
    /// <param name="directory">The directory, or a pattern of directories; a relative one is resolved now. Or an address of a folder that
    /// <see cref="StreamingContextOptions.Storage"/> knows, or a pattern of folders.</param>
    /// <param name="newFilesOnly">Whether files that were last written before the stream was made never count; otherwise they do while they are no
    /// older than <see cref="StreamingContextOptions.FileStreamMinRememberDuration"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null, white space, no path, or an address that nobody knows.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>Slices are valid until the task that read them ends; see <see cref="Utf8Slice"/>. Which files and lines there are is as for
    /// <see cref="TextFileStream"/>, but bytes are given as they are, also invalid UTF-8.</remarks>
    public InputDStream<Utf8Slice> Utf8FileStream(string directory, bool newFilesOnly = true) =>
        Files("Utf8FileStream", directory, null, newFilesOnly, FileDatasets.Utf8(Options));

    /// <summary>A stream of the records of files that appear in a directory, in a format of your own.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="directory">The directory, or a pattern of directories; a relative one is resolved now. Or an address of a folder that
    /// <see cref="StreamingContextOptions.Storage"/> knows, or a pattern of folders.</param>
    /// <param name="format">How files are read.</param>
    /// <param name="filter">Which files count, by their full path; called at the coordinator for each file at each batch. By default those whose name is
    /// not <c>_SUCCESS</c> and does not start with a dot.</param>
    /// <param name="newFilesOnly">Whether files that were last written before the stream was made never count; otherwise they do while they are no
    /// older than <see cref="StreamingContextOptions.FileStreamMinRememberDuration"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="format"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null, white space, no path, or an address that nobody knows.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>Which files a batch takes, and what is asked of them, is as for <see cref="TextFileStream"/>.</remarks>
    public InputDStream<T> FileStream<T>(string directory, FileFormat<T> format, Func<string, bool>? filter = null, bool newFilesOnly = true)
    {
        ArgumentNullException.ThrowIfNull(format);
        return Files("FileStream", directory, filter, newFilesOnly, FileDatasets.Of(format, Options));
    }

    /// <summary>A stream of records of one length from files that appear in a directory.</summary>
    /// <param name="directory">The directory, or a pattern of directories; a relative one is resolved now. Or an address of a folder that
    /// <see cref="StreamingContextOptions.Storage"/> knows, or a pattern of folders.</param>
    /// <param name="recordLength">How many bytes a record has; at least 1.</param>
    /// <param name="newFilesOnly">Whether files that were last written before the stream was made never count; otherwise they do while they are no
    /// older than <see cref="StreamingContextOptions.FileStreamMinRememberDuration"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null, white space, no path, or an address that nobody knows.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="recordLength"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>A file whose length is not a multiple of <paramref name="recordLength"/> fails the batch. Which files a batch takes is as for
    /// <see cref="TextFileStream"/>.</remarks>
    public InputDStream<byte[]> BinaryRecordsStream(string directory, int recordLength, bool newFilesOnly = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(recordLength, 1);
        return Files("BinaryRecordsStream", directory, null, newFilesOnly, FileDatasets.Of(new BinaryRecordsFormat(recordLength), Options));
    }

    /// <summary>A dataset of the lines of files, as strings: for batch work, and for tables that batches are joined with.</summary>
    /// <param name="path">A file, a directory, or a pattern of either; a relative one is resolved now.</param>
    /// <param name="minPartitions">How many partitions there should be at least; by default <see cref="StreamingContextOptions.DefaultPartitions"/>.
    /// Large files are cut for it.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, white space or no path.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minPartitions"/> is below 1.</exception>
    /// <exception cref="FileNotFoundException">There is nothing of that path, or nothing that matches.</exception>
    /// <exception cref="IOException">A directory cannot be listed.</exception>
    /// <remarks>
    /// Of a directory, the files directly in it count whose names start neither with a dot nor with an underscore. They are listed now and read whenever the dataset is
    /// computed; a file that has changed meanwhile is an error then. Lines are as for <see cref="TextFileStream"/>. On a cluster every host must see the
    /// same files.
    /// </remarks>
    public Rdd<string> TextFile(string path, int? minPartitions = null) => Files("TextFile", path, minPartitions, FileDatasets.Text(Options));

    /// <summary>A dataset of the lines of files in directories or in an object store, as strings.</summary>
    /// <param name="path">As for <see cref="TextFile"/>; or an address that <see cref="StreamingContextOptions.Storage"/> knows: of an object, of a folder, or a
    /// pattern of either.</param>
    /// <param name="minPartitions">As for <see cref="TextFile"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, white space, no path, or an address that nobody knows.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minPartitions"/> is below 1.</exception>
    /// <exception cref="FileNotFoundException">There is nothing of that path, or nothing that matches.</exception>
    /// <exception cref="IOException">The place cannot be listed.</exception>
    /// <remarks>Objects are listed now, and brought to the machine that reads them, as whole files, when the dataset is computed for the first time. An object
    /// that has changed meanwhile is an error then. Everything else is as for <see cref="TextFile"/>.</remarks>
    public Task<Rdd<string>> TextFileAsync(string path, int? minPartitions = null, CancellationToken cancellationToken = default) =>
        FilesAsync("TextFile", path, minPartitions, FileDatasets.Text(Options), cancellationToken);

    /// <summary>A dataset of the lines of files, as slices of the bytes that are read: the fast form of <see cref="TextFile"/>.</summary>
    /// <param name="path">A file, a directory, or a pattern of either; a relative one is resolved now.</param>
    /// <param name="minPartitions">How many partitions there should be at least; by default <see cref="StreamingContextOptions.DefaultPartitions"/>.</param>
    /// <inheritdoc cref="TextFile" path="/exception"/>
    /// <remarks>Slices are valid until the task that read them ends; see <see cref="Utf8Slice"/>. Everything else is as for <see cref="TextFile"/>.</remarks>
    public Rdd<Utf8Slice> Utf8File(string path, int? minPartitions = null) => Files("Utf8File", path, minPartitions, FileDatasets.Utf8(Options));

    /// <summary>A dataset of records of one length from files.</summary>
    /// <param name="path">A file, a directory, or a pattern of either; a relative one is resolved now.</param>
    /// <param name="recordLength">How many bytes a record has; at least 1. A file of another length than a multiple of it is an error when it is read.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, white space or no path.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="recordLength"/> is below 1.</exception>
    /// <exception cref="FileNotFoundException">There is nothing of that path, or nothing that matches.</exception>
    /// <exception cref="IOException">A directory cannot be listed.</exception>
    /// <remarks>Which files count, and when they are read, is as for <see cref="TextFile"/>.</remarks>
    public Rdd<byte[]> BinaryRecords(string path, int recordLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(recordLength, 1);
        return Files("BinaryRecords", path, null, FileDatasets.Of(new BinaryRecordsFormat(recordLength), Options));
    }

    /// <summary>A dataset of the records of files in a format of your own.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="path">A file, a directory, or a pattern of either; a relative one is resolved now.</param>
    /// <param name="format">How files are read.</param>
    /// <param name="minPartitions">How many partitions there should be at least; by default <see cref="StreamingContextOptions.DefaultPartitions"/>.
    /// Large files are cut for it, if the format allows it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="format"/> is null.</exception>
    /// <inheritdoc cref="TextFile" path="/exception"/>
    /// <remarks>Which files count, and when they are read, is as for <see cref="TextFile"/>.</remarks>
    public Rdd<T> ReadFiles<T>(string path, FileFormat<T> format, int? minPartitions = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        return Files("ReadFiles", path, minPartitions, FileDatasets.Of(format, Options));
    }

    /// <summary>A dataset of files, each as one record: its full path and its text.</summary>
    /// <param name="path">A file, a directory, or a pattern of either; a relative one is resolved now.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, white space or no path.</exception>
    /// <exception cref="FileNotFoundException">There is nothing of that path, or nothing that matches.</exception>
    /// <exception cref="IOException">A directory cannot be listed.</exception>
    /// <remarks>Each file must fit into memory. Invalid UTF-8 becomes U+FFFD; a byte order mark at the start is no part of the text. Which files
    /// count, and when they are read, is as for <see cref="TextFile"/>.</remarks>
    public Rdd<(string Path, string Text)> WholeTextFiles(string path) => Files("WholeTextFiles", path, null, FileDatasets.Of(new WholeTextFormat(), Options));

    /// <summary>A dataset of what <see cref="DStream{T}.SaveAsObjectFiles"/> or <see cref="Rdd{T}.SaveAsObjectFileAsync"/> wrote, a partition per file.</summary>
    /// <typeparam name="T">The records' type: that which was written, or one that its shape can be read as.</typeparam>
    /// <param name="path">A file, a directory, or a pattern of either; a relative one is resolved now.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, white space or no path.</exception>
    /// <exception cref="FileNotFoundException">There is nothing of that path, or nothing that matches.</exception>
    /// <exception cref="IOException">A directory cannot be listed.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> cannot be encoded.</exception>
    /// <remarks>Which files count, and when they are read, is as for <see cref="TextFile"/>. A file that is none of these, is damaged or is of another
    /// shape is an error when it is read, which names the file and the place.</remarks>
    public Rdd<T> ObjectFile<T>(string path)
    {
        _ = Runtime.Encoding.CodecFor<T>();
        return Files("ObjectFile", path, null, FileDatasets.Of(new ObjectFileFormat<T>(Runtime.Encoding), Options));
    }

    /// <summary>A dataset of what <see cref="DStream{T}.SaveAsObjectFiles"/> wrote, in directories or in an object store, a partition per file.</summary>
    /// <typeparam name="T">The records' type: that which was written, or one that its shape can be read as.</typeparam>
    /// <param name="path">As for <see cref="TextFileAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, white space, no path, or an address that nobody knows.</exception>
    /// <exception cref="FileNotFoundException">There is nothing of that path, or nothing that matches.</exception>
    /// <exception cref="IOException">The place cannot be listed.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> cannot be encoded.</exception>
    /// <remarks>When objects are listed and read is as for <see cref="TextFileAsync"/>; everything else is as for <see cref="ObjectFile"/>.</remarks>
    public Task<Rdd<T>> ObjectFileAsync<T>(string path, CancellationToken cancellationToken = default)
    {
        _ = Runtime.Encoding.CodecFor<T>();
        return FilesAsync("ObjectFile", path, null, FileDatasets.Of(new ObjectFileFormat<T>(Runtime.Encoding), Options), cancellationToken);
    }

    /// <summary>A dataset of the records of files, in directories or in an object store, in a format of your own.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="path">As for <see cref="TextFileAsync"/>.</param>
    /// <param name="format">How files are read.</param>
    /// <param name="minPartitions">As for <see cref="ReadFiles"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentNullException"><paramref name="format"/> is null.</exception>
    /// <inheritdoc cref="TextFileAsync" path="/exception"/>
    /// <remarks>When objects are listed and read is as for <see cref="TextFileAsync"/>; everything else is as for <see cref="ReadFiles"/>.</remarks>
    public Task<Rdd<T>> ReadFilesAsync<T>(string path, FileFormat<T> format, int? minPartitions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(format);
        return FilesAsync("ReadFiles", path, minPartitions, FileDatasets.Of(format, Options), cancellationToken);
    }

    private FileInputStream<T> Files<T>(string kind, string directory, Func<string, bool>? filter, bool newFilesOnly, FileDataset<T> dataset) =>
        new(this, kind, FilePlace.Parse(directory, nameof(directory), Options.Storage), filter, newFilesOnly, dataset);

    private Rdd<T> Files<T>(string kind, string path, int? minPartitions, FileDataset<T> dataset)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (StorageProviders.IsOutside(path))
        {
            throw new ArgumentException($"path is '{Addresses.Shown(path)}'; an object store cannot be listed in a moment: use {nameof(TextFileAsync)}, {nameof(ObjectFileAsync)} or {nameof(ReadFilesAsync)}.", nameof(path));
        }

        return Dataset(kind, FileListing.FilesOf(PathGlob.Parse(StorageProviders.PathOf(path), nameof(path))), PartitionsOf(minPartitions), dataset);
    }

    private async Task<Rdd<T>> FilesAsync<T>(string kind, string path, int? minPartitions, FileDataset<T> dataset, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!StorageProviders.IsOutside(path))
        {
            return Files(kind, path, minPartitions, dataset);
        }

        int partitions = PartitionsOf(minPartitions);
        var place = new ObjectFiles(path, Options.Storage, directoriesOnly: false);
        return Dataset(kind, place.Open(await place.FilesAsync(cancellation).ConfigureAwait(false), StaticScope), partitions, dataset);
    }

    private int PartitionsOf(int? minPartitions)
    {
        int partitions = minPartitions ?? Runtime.DefaultPartitions;
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1, nameof(minPartitions));
        return partitions;
    }

    private Rdd<T> Dataset<T>(string kind, IReadOnlyList<FileFacts> files, int partitions, FileDataset<T> dataset)
    {
        long share = (files.Sum(file => file.Length) + partitions - 1) / partitions;
        return dataset(StaticScope, files, Math.Clamp(share, 1, Options.FileSplitBytes), OperatorInfo.OfRdd(kind));
    }
}
