namespace OrleansStream.Stateful;

/// <summary>An order to a partition host to store what batches have changed, before the head that commits them is written.</summary>
/// <param name="Epoch">The life of the coordinator.</param>
/// <param name="Commit">The commit's id, which the names of the objects begin with. The same order again asks how it stands.</param>
/// <param name="Host">The host's number.</param>
/// <param name="States">The partitions of state to store.</param>
internal sealed record StoreOrder(long Epoch, string Commit, int Host, IReadOnlyList<PartitionToStore> States);
