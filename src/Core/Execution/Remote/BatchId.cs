namespace OrleansStream.Execution;

/// <summary>One attempt of a batch, in one life of the coordinator.</summary>
/// <param name="Epoch">The life of the coordinator.</param>
/// <param name="Time">The batch time.</param>
/// <param name="Attempt">Which run of the batch, from 1.</param>
internal sealed record BatchId(long Epoch, BatchTime Time, int Attempt)
{
    /// <summary>Whether this attempt makes another of the same batch void.</summary>
    internal bool Supersedes(BatchId other) =>
        Time == other.Time && (Epoch, Attempt).CompareTo((other.Epoch, other.Attempt)) > 0;
}
