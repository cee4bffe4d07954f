namespace OrleansStream;

/// <summary>A way of compressing files, told by how their names end: derive from it to add one.</summary>
/// <remarks>One instance serves all tasks of a process at once, so it must be safe for several threads.</remarks>
public abstract class CompressionCodec
{
    /// <summary>What the names of such files end with, such as <c>.gz</c>; compared ordinally.</summary>
    /// <value>A dot and at least one character more.</value>
    public abstract string Extension { get; }

    /// <summary>Whether compressed files one behind the other are one of what is in both.</summary>
    /// <value>The default is false.</value>
    public virtual bool IsConcatenable => false;

    /// <summary>Opens compressed bytes for reading.</summary>
    /// <param name="compressed">A whole file, read from its start; closed by the engine.</param>
    /// <returns>What was compressed. Reading it must end only where the compressed bytes end as they should: what is cut short or damaged must be an
    /// exception, best an <see cref="InvalidDataException"/>, never an early end.</returns>
    public abstract Stream Decompress(Stream compressed);

    /// <summary>Opens a file for writing.</summary>
    /// <param name="compressed">Takes the compressed bytes; closed by the engine.</param>
    /// <returns>Takes the bytes to compress; when it is disposed, the compressed bytes are complete.</returns>
    public abstract Stream Compress(Stream compressed);

    /// <summary>The codec whose extension a path has; the longest if there are several.</summary>
    internal static CompressionCodec? Find(IReadOnlyList<CompressionCodec> codecs, string path)
    {
        CompressionCodec? found = null;
        foreach (CompressionCodec codec in codecs)
        {
            if (path.EndsWith(codec.Extension, StringComparison.Ordinal) && codec.Extension.Length > (found?.Extension.Length ?? 0))
            {
                found = codec;
            }
        }

        return found;
    }
}
