using OrleansStream.Outputs;

namespace OrleansStream;

/// <summary>Files of text: a record per line in UTF-8, as <see cref="DStream{T}.Print"/> writes it.</summary>
/// <typeparam name="T">The records' type.</typeparam>
public sealed class TextOutputFormat<T> : FileOutputFormat<T>
{
    internal static TextOutputFormat<T> Instance { get; } = new();

    /// <inheritdoc/>
    public override bool IsConcatenable => true;

    /// <inheritdoc/>
    public override FileRecordWriter<T> Open(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new TextRecordWriter<T>(stream);
    }
}
