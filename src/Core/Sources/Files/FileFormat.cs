namespace OrleansStream;

/// <summary>How the bytes of a file become records: derive from it to read files of a format of your own.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>One instance serves all tasks of a process at once, so it must be safe for several threads; keep what belongs to one file in the
/// iterator that <see cref="Read"/> returns.</remarks>
public abstract class FileFormat<T>
{
    /// <summary>Whether a part of a file can be read without what comes before it, so that several tasks may share a large file.</summary>
    /// <value>The default is false: each file is read whole.</value>
    public virtual bool IsSplittable => false;

    /// <summary>Whether <see cref="Read"/> is given what is in a file, not its bytes, if the file's name ends as one of
    /// <see cref="StreamingContextOptions.CompressionCodecs"/> says. Such a file is read whole, and forwards only.</summary>
    /// <value>The default is false: files are given as they are.</value>
    public virtual bool ReadsCompressedFiles => false;

    /// <summary>Reads records. Called on an engine thread, once for each part and attempt, and must give the same records every time.</summary>
    /// <param name="stream">The whole file, to be read from any place unless it is being decompressed; it stands at the start of the part. The engine
    /// closes it; to close it sooner does no harm.</param>
    /// <param name="split">The part. A record belongs to the part in which its first byte lies, so the last one of a part may have to be read
    /// beyond the part's end.</param>
    /// <returns>The records, best made as they are asked for. If the reading throws, the task fails with an error that names the file.</returns>
    public abstract IEnumerable<T> Read(Stream stream, FileSplit split);
}
