using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansStream.Formats;

namespace OrleansStream;

/// <summary>Files of JSON lines: each record in a line of its own, as System.Text.Json writes it, never indented. <see cref="JsonLinesFormat{T}"/> reads them.</summary>
/// <typeparam name="T">The records' type.</typeparam>
public sealed class JsonLinesOutputFormat<T> : FileOutputFormat<T>
{
    private readonly JsonTypeInfo<T> _type;

    /// <summary>Makes a format.</summary>
    /// <param name="type">How records are written, such as a member of a source-generated context.</param>
    /// <exception cref="ArgumentNullException"><paramref name="type"/> is null.</exception>
    public JsonLinesOutputFormat(JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        _type = type;
    }

    /// <summary>Makes a format.</summary>
    /// <param name="options">How records are written; by default as <see cref="JsonSerializer"/> does by default.</param>
    /// <exception cref="NotSupportedException">The options know nothing of <typeparamref name="T"/>.</exception>
    public JsonLinesOutputFormat(JsonSerializerOptions? options = null)
        : this(JsonLine.TypeOf<T>(options))
    {
    }

    /// <summary>What the names of files end with.</summary>
    /// <value><c>.jsonl</c>.</value>
    public override string Extension => ".jsonl";

    /// <inheritdoc/>
    public override bool IsConcatenable => true;

    /// <inheritdoc/>
    public override FileRecordWriter<T> Open(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new JsonLinesWriter<T>(stream, _type);
    }
}
