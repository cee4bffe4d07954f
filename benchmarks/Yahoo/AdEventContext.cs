using System.Text.Json.Serialization;

namespace OrleansStream.Benchmarks;

/// <summary>Source-generated, which is the fastest way to use the serializer.</summary>
[JsonSerializable(typeof(AdEvent))]
internal sealed partial class AdEventContext : JsonSerializerContext;
