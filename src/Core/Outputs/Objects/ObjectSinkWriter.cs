using OrleansStream.Storage;

namespace OrleansStream.Outputs;

/// <summary>Writes one attempt at one partition to a file of this machine, and stages that in an object store.</summary>
/// <param name="file">Writes the file.</param>
/// <param name="path">Where the file is.</param>
/// <param name="store">The object store.</param>
/// <param name="name">The staged object, which no other run writes.</param>
internal sealed class ObjectSinkWriter<T>(SinkWriter<T> file, string path, IObjectStore store, string name) : SinkWriter<T>
{
    public override void Write(T record) => file.Write(record);

    public override ReadOnlyMemory<byte> Complete() => file.Complete();

    public override async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        // If there is one of that name already, an earlier try of this call has written it.
        using var written = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        await store.TryCreateAsync(name, written, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        FileErrors.Naming(path, () => File.Delete(path));
        base.Dispose(disposing);
    }
}
