using System.Text.Json.Serialization;

namespace OrleansStream.Benchmarks;

/// <summary>An event as a class, for a serializer.</summary>
internal sealed record AdEvent(
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("page_id")] string PageId,
    [property: JsonPropertyName("ad_id")] string AdId,
    [property: JsonPropertyName("ad_type")] string AdType,
    [property: JsonPropertyName("event_type")] string EventType,
    [property: JsonPropertyName("event_time")] string EventTime,
    [property: JsonPropertyName("ip_address")] string IpAddress);
