using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansStream.Formats;

namespace OrleansStream;

/// <summary>A line of a file and where it is, for records that are made of lines one by one.</summary>
/// <param name="Path">The file's full path.</param>
/// <param name="Offset">Where the line starts, in bytes from the start of the file, or of its content if it is compressed.</param>
/// <param name="Text">The line without its end.</param>
public readonly record struct FileLine(string Path, long Offset, Utf8Slice Text)
{
    /// <summary>The record that the line is in JSON.</summary>
    /// <typeparam name="T">The record's type.</typeparam>
    /// <param name="type">How it is read.</param>
    /// <exception cref="ArgumentNullException"><paramref name="type"/> is null.</exception>
    /// <exception cref="InvalidDataException">The line is no such record; the message names the file and the place.</exception>
    /// <remarks>In a function of <c>Map</c>, what becomes of lines that are no record can be said with <see cref="DStream{T}.SkipErrors"/> and
    /// <see cref="DStream{T}.DivertErrors"/>.</remarks>
    public T? Deserialize<T>(JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return JsonLine.Read(Text.Span, type, Path, Offset);
    }

    /// <inheritdoc cref="Deserialize{T}(JsonTypeInfo{T})"/>
    /// <param name="options">How it is read; by default as <see cref="JsonSerializer"/> does by default.</param>
    public T? Deserialize<T>(JsonSerializerOptions? options = null) => Deserialize(JsonLine.TypeOf<T>(options));

    /// <summary>Path, place and text.</summary>
    public override string ToString() => FormattableString.Invariant($"{Path}, byte {Offset}: {Text}");
}
