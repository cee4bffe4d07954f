using OrleansStream.Outputs;
using OrleansStream.Storage;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    /// <summary>Writes each batch, also an empty one, as a directory of text files named <c>prefix-TIME_IN_MS[.suffix]</c>.</summary>
    /// <param name="prefix">What the directories' paths begin with; a relative one is resolved now. Empty for the time alone, in the current directory. Or an
    /// address that <see cref="StreamingContextOptions.Storage"/> knows.</param>
    /// <param name="suffix">What their names end with, after a dot; empty for neither.</param>
    /// <remarks>
    /// A directory appears at once, after the batch's commit, and exactly once: <c>part-00000</c> and so on, one for each partition, with one
    /// record per line in UTF-8, as <see cref="Print"/> writes it, and <c>_SUCCESS</c>, which says which
    /// run of the batch it is. Nothing that exists is ever replaced: something else under that name fails the batch. Until then, files are
    /// in a hidden directory beside it, which failed attempts share and success removes. In an object store, objects appear one after the other, each
    /// once, and <c>_SUCCESS</c> last.
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An argument cannot be part of a path, or another output of the context writes there.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void SaveAsTextFiles(string prefix, string suffix = "") =>
        SaveAsFiles(prefix, suffix, "SaveAsTextFiles", () => TextFileWriter<T>.Writing);

    /// <summary>Writes each batch, also an empty one, as a directory of files in the engine's own format, named <c>prefix-TIME_IN_MS[.suffix]</c>.
    /// <see cref="StreamingContext.ObjectFile"/> reads them.</summary>
    /// <param name="prefix">What the directories' paths begin with; a relative one is resolved now. Empty for the time alone, in the current directory.</param>
    /// <param name="suffix">What their names end with, after a dot; empty for neither.</param>
    /// <remarks>Directories appear as for <see cref="SaveAsTextFiles"/>, and exactly once. Files carry the shape of <typeparamref name="T"/>, so that they can be read
    /// after the type has changed, and checksums, so that damage is found.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An argument cannot be part of a path, or another output of the context writes there.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> cannot be encoded.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void SaveAsObjectFiles(string prefix, string suffix = "") =>
        SaveAsFiles(prefix, suffix, "SaveAsObjectFiles", () => ObjectFileWriter<T>.Writing(Context.Runtime.Encoding.CodecFor<T>()));

    private void SaveAsFiles(string prefix, string suffix, string kind, Func<FileSinkWriting<T>> writing)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(suffix);
        Context.Graph.ThrowIfFixed();
        if (StorageProviders.OutsideAddressOf(prefix) is { } address)
        {
            SaveAsObjects(new ObjectSinkNames(address, suffix), kind, writing());
            return;
        }

        var names = new FileSinkNames(StorageProviders.PathOf(prefix), suffix);
        if (Context.Graph.Outputs.Any(output => output.Destination is IFileSink other && other.Names == names))
        {
            throw new ArgumentException($"prefix is '{prefix}'; another output of this context writes to {names} already.", nameof(prefix));
        }

        _ = new SinkOutput<T>(this, new FileSink<T>(names, writing()), kind);
    }

    private void SaveAsObjects(ObjectSinkNames names, string kind, FileSinkWriting<T> writing)
    {
        if (Context.Graph.Outputs.Any(output => output.Destination is IObjectSink other && other.Names == names))
        {
            throw new ArgumentException($"Another output of this context writes to {names} already.", nameof(names));
        }

        _ = new SinkOutput<T>(this, new ObjectSink<T>(names, Context.Options.Storage, Context.Runtime.Blocks.Directory.NextPath, writing), kind);
    }
}
