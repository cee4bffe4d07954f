using System.Text.Json.Nodes;

namespace OrleansStream.Checkpoints;

/// <summary>A key and its state as a checkpoint has them.</summary>
/// <param name="Key">The key.</param>
/// <param name="State">The state; what a hand-written codec wrote as a whole is an object that names the codec.</param>
/// <param name="LastUsed">The last batch that used the key.</param>
public sealed record StoredEntry(JsonNode? Key, JsonNode? State, BatchTime LastUsed);
