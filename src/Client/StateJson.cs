using System.Text.Json.Nodes;

namespace OrleansStream;

/// <summary>What the state of a key is at a committed batch, as JSON.</summary>
/// <param name="BatchTime">The batch.</param>
/// <param name="Found">Whether the key has a state.</param>
/// <param name="State">The state; null if there is none, or it is null.</param>
public sealed record StateJson(BatchTime BatchTime, bool Found, JsonNode? State);
