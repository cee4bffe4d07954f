namespace OrleansStream.Checkpoints;

/// <summary>The one mutable record of a job: what is true of it now. Everything else is immutable and named from here.</summary>
/// <param name="Epoch">The life of the coordinator that wrote it; only the highest epoch may write.</param>
/// <param name="Zero">One interval before the first batch.</param>
/// <param name="Committed">The last batch whose effects count; <paramref name="Zero"/> before the first.</param>
/// <param name="Open">Batches that are sealed and not committed, in order.</param>
/// <param name="Prepared">Outputs of committed batches that may not have been published yet, in order.</param>
/// <param name="CodeVersion">The version of the job's code that wrote it.</param>
/// <param name="KeyGroups">How many groups keys hash into; fixed for the life of the job.</param>
/// <param name="Partitions">Partitions of a shuffle that was not told how many.</param>
/// <param name="Assignment">The version of the placement of partitions.</param>
/// <param name="Interval">The batch interval in milliseconds.</param>
/// <param name="Remembered">Seals of committed batches that sources need to continue, in order of time.</param>
/// <param name="Accumulators">What accumulators had come to with <paramref name="Committed"/>.</param>
/// <param name="Owner">Drawn at random at each claim. Two coordinators that claim at once would else write the same bytes, and one whose
/// answer was lost would take the other's head for its own.</param>
/// <param name="RememberedAfter">The seals of all batches after this one are in <paramref name="Remembered"/> or <paramref name="Open"/>, as long
/// as their streams remember them; null for those that are open alone.</param>
/// <param name="Datasets">Where datasets are that later batches look back on and that cannot be made again, in order of time; null for
/// none.</param>
/// <param name="States">The states of operators as of <paramref name="Committed"/>; null for none.</param>
/// <param name="Commit">How many heads the epoch has written with objects beside it; what it would write for the next is left over if it ends.</param>
/// <param name="Leftovers">What may be in the store although nothing needs it; null for nothing.</param>
/// <param name="Seals">Where those of <paramref name="Remembered"/> are that are not stored with the head; null for none.</param>
/// <param name="Hosts">How many partition hosts write beside the coordinator.</param>
/// <param name="Outputs">Where that of <paramref name="Prepared"/> is that is not stored with the head; null for nothing.</param>
internal sealed record Head(
    long Epoch,
    BatchTime Zero,
    BatchTime Committed,
    IReadOnlyList<OpenBatch> Open,
    IReadOnlyList<PreparedOutput> Prepared,
    string CodeVersion,
    int KeyGroups,
    int Partitions,
    long Assignment,
    long Interval,
    IReadOnlyList<BatchSeal> Remembered,
    IReadOnlyList<StoredAccumulator> Accumulators,
    Guid Owner = default,
    BatchTime? RememberedAfter = null,
    IReadOnlyList<KeptBatches>? Datasets = null,
    IReadOnlyList<StoredState>? States = null,
    long Commit = 0,
    IReadOnlyList<Leftover>? Leftovers = null,
    IReadOnlyList<StoredSeals>? Seals = null,
    int Hosts = 0,
    IReadOnlyList<StoredOutput>? Outputs = null)
{
    /// <summary>What <see cref="Datasets"/> names.</summary>
    internal IReadOnlyList<KeptBatches> KeptDatasets => Datasets ?? [];

    /// <summary>What <see cref="States"/> says.</summary>
    internal IReadOnlyList<StoredState> KeptStates => States ?? [];

    /// <summary>What <see cref="Leftovers"/> names.</summary>
    internal IReadOnlyList<Leftover> KeptLeftovers => Leftovers ?? [];

    /// <summary>What <see cref="Seals"/> names.</summary>
    internal IReadOnlyList<StoredSeals> KeptSeals => Seals ?? [];

    /// <summary>What <see cref="Outputs"/> names.</summary>
    internal IReadOnlyList<StoredOutput> KeptOutputs => Outputs ?? [];

    /// <summary>Whether it is what a removed checkpoint leaves: nothing but the epoch, so that nobody who had the job before writes over one that begins
    /// anew, and what may still be there.</summary>
    internal bool IsEmptied => Interval == 0;

    /// <summary>The last batch that has been sealed.</summary>
    internal BatchTime LastSealed => Open.Count == 0 ? Committed : Open[^1].Seal.Time;

    /// <summary>The distance of batch times.</summary>
    internal TimeSpan BatchInterval => TimeSpan.FromMilliseconds(Interval);

    /// <summary>What there is to go on from once the epoch has ended, in whatever way: how far the commit after this head has come nobody knows.</summary>
    /// <param name="now">The time, in Unix milliseconds.</param>
    internal Head Ended(long now) => this with { Commit = 0, Leftovers = [.. KeptLeftovers, LeftoverSweeper.OfNext(this, now)] };
}
