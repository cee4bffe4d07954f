using System.Net;
using System.Text.Json;

namespace OrleansStream.WebHdfs;

/// <summary>Reads the bodies of answers.</summary>
internal static class HdfsAnswer
{
    private const int MaxTextLength = 200;

    /// <summary>The answer's JSON.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static async Task<JsonElement> JsonAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The service answers what is no JSON: {Short(body)}", error);
        }
    }

    /// <summary>What the service has said instead of doing what it was asked for.</summary>
    internal static async Task<HdfsRefusal> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("RemoteException", out JsonElement remote))
            {
                return new HdfsRefusal(answer.StatusCode, Text(remote, "exception"), Text(remote, "message").Split('\n')[0].Trim());
            }
        }
        catch (JsonException)
        {
            // Not what Hadoop says: a proxy's page, or another service's. It is quoted.
        }

        return new HdfsRefusal(answer.StatusCode, null, Short(body));
    }

    /// <summary>Where the service sends the client for a file's content.</summary>
    /// <exception cref="InvalidDataException">It does not say so.</exception>
    internal static async Task<Uri> LocationAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        // Versions that do not know noredirect answer with a redirect.
        Uri? location = answer.StatusCode == HttpStatusCode.TemporaryRedirect ? answer.Headers.Location
            : answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType == "application/json"
                ? Location(await JsonAsync(answer, cancellation).ConfigureAwait(false))
            : null;
        return location is { IsAbsoluteUri: true }
            ? location
            : throw new InvalidDataException(FormattableString.Invariant(
                $"The service answers {(int)answer.StatusCode} and names no DataNode. It must be a NameNode of Hadoop 3, or the client must not follow redirects by itself."));
    }

    /// <summary>The one file or folder that was asked for.</summary>
    internal static HdfsFile File(JsonElement answer) => Read(answer, root => ReadFile(root.GetProperty("FileStatus")));

    /// <summary>A page of a folder, and whether there is more.</summary>
    internal static (IReadOnlyList<HdfsFile> Files, bool HasMore) Page(JsonElement answer) => Read(answer, root =>
    {
        JsonElement listing = root.GetProperty("DirectoryListing");
        HdfsFile[] files = [.. listing.GetProperty("partialListing").GetProperty("FileStatuses").GetProperty("FileStatus").EnumerateArray().Select(ReadFile)];
        return (files, listing.GetProperty("remainingEntries").GetInt32() > 0);
    });

    /// <summary>The attributes, with their values as texts.</summary>
    internal static Dictionary<string, string> Attributes(JsonElement answer) => Read(answer, root => root.GetProperty("XAttrs").EnumerateArray().ToDictionary(
        attribute => attribute.GetProperty("name").GetString()!,
        attribute => Decode(attribute.TryGetProperty("value", out JsonElement value) ? value.GetString() : null)));

    /// <summary>A text as the value of an attribute in a request.</summary>
    internal static string Encode(string text) => "0x" + Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Decode(string? value) =>
        value is null ? "" : value.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? System.Text.Encoding.UTF8.GetString(Convert.FromHexString(value.AsSpan(2))) : value;

    private static HdfsFile ReadFile(JsonElement status) => new(
        status.GetProperty("pathSuffix").GetString()!,
        status.GetProperty("fileId").GetInt64(),
        status.GetProperty("type").GetString() == "DIRECTORY",
        status.GetProperty("length").GetInt64(),
        DateTimeOffset.FromUnixTimeMilliseconds(status.GetProperty("modificationTime").GetInt64()));

    private static T Read<T>(JsonElement answer, Func<JsonElement, T> read)
    {
        try
        {
            return read(answer);
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"The service answers what a NameNode of Hadoop 3 would not: {Short(System.Text.Encoding.UTF8.GetBytes(answer.GetRawText()))}", error);
        }
    }

    private static Uri? Location(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("Location", out JsonElement location) && Uri.TryCreate(location.GetString(), UriKind.Absolute, out Uri? uri) ? uri : null;

    private static string Text(JsonElement element, string property) => element.TryGetProperty(property, out JsonElement text) ? text.ToString() : "";

    private static string Short(byte[] body)
    {
        string text = System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MaxTextLength))).ReplaceLineEndings(" ").Trim();
        return text.Length == 0 ? "(nothing)" : text;
    }
}
