namespace OrleansStream.Receivers;

/// <summary>Where a receiver's records go.</summary>
/// <param name="Generator">Makes blocks of them.</param>
/// <param name="Intake">Decides when single records are taken.</param>
/// <param name="StoreEncoded">Stores a block that comes encoded, with what the receiver says of it.</param>
/// <param name="Position">Where the outside system stands after what is stored.</param>
internal sealed record ReceiverStore<T>(
    BlockGenerator<T> Generator, Intake Intake, Func<ReadOnlyMemory<byte>, string?, ValueTask> StoreEncoded, Func<ReadOnlyMemory<byte>> Position);
