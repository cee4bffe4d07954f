using OrleansStream.Storage;

namespace OrleansStream.Outputs;

/// <summary>Writes each batch as a folder of objects. They appear one after the other, after the batch's commit, and <c>_SUCCESS</c> last.</summary>
/// <param name="names">Where.</param>
/// <param name="storage">Opens the place.</param>
/// <param name="newPath">Gives paths for files of this machine.</param>
/// <param name="format">How objects are written.</param>
internal sealed class ObjectSink<T>(ObjectSinkNames names, StorageProviders storage, Func<string> newPath, FileOutputFormat<T> format) : Sink<T>, IObjectSink
{
    private readonly IObjectStore _store = storage.OpenFolder(names.Folder);
    private readonly string _extension = FileSinkNames.Extension(format.Extension);

    public ObjectSinkNames Names => names;

    public override SinkWriter<T> Open(SinkPartition partition)
    {
        string path = newPath();
        FileStream created = FileErrors.Naming(path, () => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0));
        var file = new FileSinkWriter<T>(format, created, path, partition.TaskAttempt);
        return new ObjectSinkWriter<T>(file, path, _store, names.Part(partition.Batch, partition.Index, partition.TaskAttempt));
    }

    public override async ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(
        SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        string target = names.Target(batch.Time);
        await ObjectSinkPublication.CheckFreeAsync(_store, target, cancellationToken).ConfigureAwait(false);
        FileSinkPart[] written = [.. parts.Select(part => FileSinkPart.From(part.Span))];
        return new ObjectSinkToken(
            names.Folder,
            target,
            names.Staging(batch),
            [.. written.Select((part, partition) => new ObjectSinkPart(
                names.Part(batch, partition, part.TaskAttempt), $"{target}/{FileSinkNames.PartName(partition)}{_extension}"))],
            FileSinkRun.Describe(batch, written)).ToBytes();
    }

    public override ValueTask PublishAsync(ReadOnlyMemory<byte> token, CancellationToken cancellationToken)
    {
        var prepared = ObjectSinkToken.From(token);

        // An earlier version of the job may have written elsewhere.
        IObjectStore store = prepared.Folder == names.Folder ? _store : storage.OpenFolder(prepared.Folder);
        return new ObjectSinkPublication(store, prepared).PublishAsync(cancellationToken);
    }

    public override ValueTask DiscardAsync(SinkBatch batch, CancellationToken cancellationToken) =>
        ObjectSinkPublication.RemoveAsync(_store, names.Attempt(batch) + "/", cancellationToken);
}
