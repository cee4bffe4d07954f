using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansStream.Formats;
using OrleansStream.Sources;

namespace OrleansStream;

/// <summary>Files of JSON lines: a value in each line, as System.Text.Json reads it.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>
/// Lines of white space are passed over. A line that is no record fails the task with its file and place; to leave such lines out, read <see cref="FileLinesFormat"/> and
/// map its lines by <see cref="FileLine.Deserialize{T}(JsonTypeInfo{T})"/> with <see cref="DStream{T}.SkipErrors"/>. A large file is shared by several tasks;
/// a compressed one is not.
/// </remarks>
public sealed class JsonLinesFormat<T> : FileFormat<T>
{
    private readonly JsonTypeInfo<T> _type;

    /// <summary>Makes a format.</summary>
    /// <param name="type">How records are read, such as a member of a source-generated context.</param>
    /// <exception cref="ArgumentNullException"><paramref name="type"/> is null.</exception>
    public JsonLinesFormat(JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        _type = type;
    }

    /// <summary>Makes a format.</summary>
    /// <param name="options">How records are read; by default as <see cref="JsonSerializer"/> does by default.</param>
    /// <exception cref="NotSupportedException">The options know nothing of <typeparamref name="T"/>.</exception>
    public JsonLinesFormat(JsonSerializerOptions? options = null)
        : this(JsonLine.TypeOf<T>(options))
    {
    }

    /// <inheritdoc/>
    public override bool IsSplittable => true;

    /// <inheritdoc/>
    public override bool ReadsCompressedFiles => true;

    /// <inheritdoc cref="FileLinesFormat.MaxLineBytes"/>
    public int MaxLineBytes { get; init => field = FormatLimits.Positive(value); } = FormatLimits.DefaultMaxBytes;

    /// <inheritdoc/>
    public override IEnumerable<T> Read(Stream stream, FileSplit split)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(split);
        return Records(stream, split);
    }

    private IEnumerable<T> Records(Stream stream, FileSplit split)
    {
        var lines = new FileLineReader(stream, split, MaxLineBytes);
        while (lines.MoveNext())
        {
            if (!IsBlank(lines.Line.Span))
            {
                yield return JsonLine.Read(lines.Line.Span, _type, split.Path, lines.Offset)!;
            }
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;
}
