namespace OrleansStream.Checkpoints;

/// <summary>The state of an operator as a checkpoint has it.</summary>
/// <param name="Name">The operator's name.</param>
/// <param name="KeyIdentity">What makes keys equal: <see cref="Encoding.KeyIdentity{T}.Signature"/>.</param>
/// <param name="KeyType">The name of the keys' type as they were written; null if nothing is stored.</param>
/// <param name="StateType">The name of the states' type as they were written; null if nothing is stored.</param>
/// <param name="Version">The last batch that changed it.</param>
/// <param name="Snapshots">In how many objects the last snapshot is.</param>
/// <param name="Changes">In how many objects the changes since are.</param>
/// <param name="Entries">How many entries are stored; a key that has changed since the snapshot has several.</param>
/// <param name="Bytes">How large it is.</param>
public sealed record StoredOperator(
    string Name, string KeyIdentity, string? KeyType, string? StateType, BatchTime Version, int Snapshots, int Changes, long Entries, long Bytes);
