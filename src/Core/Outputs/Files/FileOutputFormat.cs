using OrleansStream.Outputs;

namespace OrleansStream;

/// <summary>How records become the bytes of a file: derive from it to write files of a format of your own. <see cref="FileFormat{T}"/> is its
/// counterpart for reading.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>One instance serves all tasks of a process at once, so it must be safe for several threads; what belongs to one file is in the writer
/// that <see cref="Open"/> returns.</remarks>
public abstract class FileOutputFormat<T>
{
    /// <summary>What the names of files end with, such as <c>.csv</c>; it must be the same every time.</summary>
    /// <value>The default is nothing: files are called <c>part-00000</c>.</value>
    public virtual string Extension => "";

    /// <summary>Whether files one behind the other are a file of the records of both, so that they can be joined.</summary>
    /// <value>The default is false.</value>
    public virtual bool IsConcatenable => false;

    /// <summary>Begins a file. Called on an engine thread, once for each attempt at each partition, also an empty one.</summary>
    /// <param name="stream">Takes the file's bytes, from the first on. It is buffered and cannot be read. The engine closes it;
    /// to close it sooner does nothing.</param>
    /// <returns>What writes the records; used by one thread. If it throws, the task fails, and nothing of the file stays.</returns>
    public abstract FileRecordWriter<T> Open(Stream stream);

    /// <summary>The same format in compressed files, whose names end with the codec's extension behind the format's: <c>part-00000.csv.gz</c>.</summary>
    /// <param name="codec">How to compress.</param>
    /// <exception cref="ArgumentNullException"><paramref name="codec"/> is null.</exception>
    public FileOutputFormat<T> Compressed(CompressionCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return new CompressedOutputFormat<T>(this, codec);
    }
}
