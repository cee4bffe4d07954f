namespace OrleansStream.Stateful;

/// <summary>What a client asks a job's coordinator.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Types">The types of its states and keys, as the client knows them.</param>
/// <param name="Key">The key, encoded; nothing to ask how large the state is.</param>
/// <param name="KeyShape">The shape that it is encoded with.</param>
/// <param name="After">Wait a few seconds at most for a commit after this batch; null to be answered at once.</param>
internal sealed record StateQuery(string Operator, string Types, ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte> KeyShape, BatchTime? After);
