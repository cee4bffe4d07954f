namespace OrleansStream.Stateful;

/// <summary>What a client asks a job's coordinator.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Types">The types of its states and keys as the client knows them; null if it does not.</param>
/// <param name="Key">The key, encoded as a block; nothing for a key as text, or to ask how large the state is.</param>
/// <param name="KeyShape">The shape that it is encoded with.</param>
/// <param name="KeyText">The key as text, of a client that does not know its type.</param>
/// <param name="After">Wait a few seconds at most for a commit after this batch; null to be answered at once.</param>
/// <param name="At">The committed batch that is asked of; null for the last one.</param>
/// <param name="Scan">The page of a scan that is asked for; null for a key, or how large the state is.</param>
internal sealed record StateQuery(
    string Operator,
    string? Types,
    ReadOnlyMemory<byte>? Key,
    ReadOnlyMemory<byte> KeyShape,
    string? KeyText,
    BatchTime? After,
    BatchTime? At = null,
    ScanTurn? Scan = null);
