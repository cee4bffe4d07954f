using OrleansStream.Outputs;
using OrleansStream.Storage;
using OrleansStream.Streams;

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
        SaveIn(prefix, suffix, "SaveAsTextFiles", TextOutputFormat<T>.Instance);

    /// <summary>Writes each batch, also an empty one, as a directory of compressed text files named <c>prefix-TIME_IN_MS[.suffix]</c>.</summary>
    /// <param name="prefix">What the directories' paths begin with; a relative one is resolved now. Empty for the time alone, in the current directory.</param>
    /// <param name="compression">How files are compressed; its extension ends their names, such as <c>part-00000.gz</c>.</param>
    /// <param name="suffix">What the directories' names end with, after a dot; empty for neither.</param>
    /// <remarks>Everything else is as for <see cref="SaveAsTextFiles(string, string)"/>.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An argument cannot be part of a path, or another output of the context writes there.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void SaveAsTextFiles(string prefix, CompressionCodec compression, string suffix = "") =>
        SaveIn(prefix, suffix, "SaveAsTextFiles", TextOutputFormat<T>.Instance.Compressed(compression));

    /// <summary>Writes each batch, also an empty one, as a directory of files in the engine's own format, named <c>prefix-TIME_IN_MS[.suffix]</c>.
    /// <see cref="StreamingContext.ObjectFile"/> reads them.</summary>
    /// <param name="prefix">What the directories' paths begin with; a relative one is resolved now. Empty for the time alone, in the current directory.</param>
    /// <param name="suffix">What their names end with, after a dot; empty for neither.</param>
    /// <remarks>Directories appear as for <see cref="SaveAsTextFiles(string, string)"/>, and exactly once. Files carry the shape of <typeparamref name="T"/>, so that they can be read
    /// after the type has changed, and checksums, so that damage is found.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An argument cannot be part of a path, or another output of the context writes there.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> cannot be encoded.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void SaveAsObjectFiles(string prefix, string suffix = "") =>
        SaveIn(prefix, suffix, "SaveAsObjectFiles", new ObjectFileOutputFormat<T>(Context.Runtime.Encoding.CodecFor<T>()));

    /// <summary>Writes each batch, also an empty one, as a directory of files in a format of your own, named <c>prefix-TIME_IN_MS[.suffix]</c>.
    /// <see cref="StreamingContext.ReadFiles"/> and <see cref="StreamingContext.FileStream"/> read them with the format's counterpart.</summary>
    /// <param name="prefix">What the directories' paths begin with; a relative one is resolved now. Empty for the time alone, in the current directory.</param>
    /// <param name="format">How files are written. Its <see cref="FileOutputFormat{T}.Extension"/> ends their names: <c>part-00000.csv</c>.</param>
    /// <param name="suffix">What the directories' names end with, after a dot; empty for neither.</param>
    /// <remarks>Directories appear as for <see cref="SaveAsTextFiles(string, string)"/>, and exactly once.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An argument cannot be part of a path, or another output of the context writes there.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void SaveAsFiles(string prefix, FileOutputFormat<T> format, string suffix = "")
    {
        ArgumentNullException.ThrowIfNull(format);
        SaveIn(prefix, suffix, "SaveAsFiles", format);
    }

    /// <summary>Writes the stream as directories of files in a format, with fewer files or directories.</summary>
    /// <param name="prefix">What the directories' paths begin with; a relative one is resolved now. Empty for the time alone, in the current directory.</param>
    /// <param name="format">How files are written: <see cref="TextOutputFormat{T}"/> or any other.</param>
    /// <param name="options">How many files there are, and how much time a directory covers.</param>
    /// <param name="suffix">What the directories' names end with, after a dot; empty for neither.</param>
    /// <remarks>Directories appear at once and exactly once, as for <see cref="SaveAsTextFiles(string, string)"/>. With <see cref="FileOutputOptions.RollInterval"/> a directory is named
    /// after the end of the span that it covers and appears after the commit of the last batch in it, or, if that has no dataset, of the next batch that has one. Its <c>_SUCCESS</c> says which
    /// runs of which batches are in it. The file system must be shared by all hosts of a cluster; whoever coordinates the job joins the files.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An argument cannot be part of a path, an option breaks its rule, or another output of the context writes there.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void SaveAsFiles(string prefix, FileOutputFormat<T> format, FileOutputOptions options, string suffix = "")
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(SlideDuration, format.IsConcatenable);
        SaveIn(prefix, suffix, "SaveAsFiles", format, options);
    }

    private void SaveIn(string prefix, string suffix, string kind, FileOutputFormat<T> format, FileOutputOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(suffix);
        Context.Graph.ThrowIfFixed();
        if (StorageProviders.OutsideAddressOf(prefix) is { } address)
        {
            if (options?.RollInterval is { } span)
            {
                throw new ArgumentException($"{nameof(FileOutputOptions)}.{nameof(FileOutputOptions.RollInterval)} is {span}; batches are gathered in directories of a file system only, and prefix is '{Addresses.Shown(prefix)}'.", nameof(options));
            }

            var objects = new ObjectSinkNames(address, suffix);
            if (Context.Graph.Outputs.Any(output => output.Destination is IObjectSink other && other.Names == objects))
            {
                throw new ArgumentException($"prefix is '{prefix}'; another output of this context writes to {objects} already.", nameof(prefix));
            }

            Save(new ObjectSink<T>(objects, Context.Options.Storage, Context.Runtime.Blocks.Directory.NextPath, format));
            return;
        }

        var names = new FileSinkNames(StorageProviders.PathOf(prefix), suffix);
        if (Context.Graph.Outputs.Any(output => output.Destination is IFileSink other && other.Names == names))
        {
            throw new ArgumentException($"prefix is '{prefix}'; another output of this context writes to {names} already.", nameof(prefix));
        }

        FileRoll? roll = options?.RollInterval is { } interval ? new FileRoll(interval, SlideDuration) : null;
        Save(new FileSink<T>(names, format, roll));

        // Last: what is refused leaves nothing in the graph.
        void Save(Sink<T> sink)
        {
            DStream<T> source = options?.MaxFiles is { } most ? new DerivedStream<T, T>(this, "Coalesce", (rdd, info) => rdd.Coalesce(most, info)) : this;
            _ = new SinkOutput<T>(source, sink, kind);
        }
    }
}
