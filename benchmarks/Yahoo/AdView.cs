using System.Text.Json;

namespace OrleansStream.Benchmarks;

/// <summary>What the job needs of an event, read without making anything: which advertisement, and whether it is a view.</summary>
internal readonly record struct AdView(Utf8Slice Ad, bool IsView)
{
    /// <summary>Reads an event as far as needed.</summary>
    public static AdView Parse(Utf8Slice line)
    {
        Utf8JsonReader reader = new(line.Span);
        Utf8Slice ad = default;
        bool? isView = null;
        while ((isView is null || ad.IsEmpty) && reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("ad_id"u8))
            {
                reader.Read();
                ad = line.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            }
            else if (reader.ValueTextEquals("event_type"u8))
            {
                reader.Read();
                isView = reader.ValueTextEquals("view"u8);
            }
        }

        return new AdView(ad, isView ?? false);
    }
}
