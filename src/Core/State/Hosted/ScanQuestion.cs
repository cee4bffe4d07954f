using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>A question to a partition host for a page of a partition's state.</summary>
/// <param name="Epoch">The life of the coordinator that passes it on.</param>
/// <param name="Operator">The operator's name.</param>
/// <param name="Version">The committed version that is read.</param>
/// <param name="Turn">Which page.</param>
internal sealed record ScanQuestion(long Epoch, string Operator, BatchId Version, ScanTurn Turn);
