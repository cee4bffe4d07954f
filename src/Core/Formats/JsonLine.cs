using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansStream.Formats;

/// <summary>A line that is a value in JSON.</summary>
internal static class JsonLine
{
    /// <summary>How a type is read and written. Options cannot be changed after it, as after their first use by the serializer.</summary>
    /// <exception cref="NotSupportedException">The options know nothing of the type.</exception>
    internal static JsonTypeInfo<T> TypeOf<T>(JsonSerializerOptions? options)
    {
        JsonSerializerOptions known = options ?? JsonSerializerOptions.Default;
        known.MakeReadOnly(populateMissingResolver: true);
        return (JsonTypeInfo<T>)known.GetTypeInfo(typeof(T));
    }

    /// <exception cref="InvalidDataException">The line is no such value; the message names the file and the place.</exception>
    internal static T? Read<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type, string path, long offset)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Constructors and converters of the user's throw what they like.
            throw new InvalidDataException(
                FormattableString.Invariant($"'{path}' has no {typeof(T).Name} in JSON in the line at byte {offset}: {error.Message}"), error);
        }
    }
}
