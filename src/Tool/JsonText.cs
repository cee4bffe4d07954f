using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansStream.Tool;

/// <summary>How JSON is printed.</summary>
internal static class JsonText
{
    // It goes to terminals and scripts, not into HTML.
    private static readonly JsonSerializerOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };

    internal static string Of(JsonNode? node) => node?.ToJsonString(Line) ?? "null";

    internal static string IndentedOf(JsonNode node) => node.ToJsonString(Indented);

    /// <summary>A batch time as people and programs read it.</summary>
    internal static string Of(BatchTime time) => Of(time.ToDateTimeOffset());

    /// <summary>A time as people and programs read it.</summary>
    internal static string Of(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
