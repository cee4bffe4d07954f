namespace OrleansStream.Stateful;

/// <summary>How a <see cref="StoreOrder"/> stands.</summary>
/// <param name="Done">Whether it has ended.</param>
/// <param name="Failure">Why nothing is stored that counts, or null.</param>
/// <param name="Stored">What has been stored, in the order of the order.</param>
/// <param name="Written">The objects that were written, also those that nothing names.</param>
internal sealed record StoreProgress(bool Done, string? Failure, IReadOnlyList<StoredPartition> Stored, IReadOnlyList<string> Written)
{
    /// <summary>An order that is still being carried out.</summary>
    internal static readonly StoreProgress Running = new(false, null, [], []);
}
