using OrleansStream.Receivers;

namespace OrleansStream.Sources;

/// <summary>What the coordinator sees of a source, whatever its element type.</summary>
internal abstract class InputSource
{
    /// <summary>The operator name, which seals carry.</summary>
    internal abstract string Name { get; }

    /// <summary>The stream that the source feeds.</summary>
    internal abstract DStream Stream { get; }

    internal abstract bool HasUnsealedData { get; }

    /// <summary>Checks what can be checked before the job is taken over from whoever runs it.</summary>
    /// <exception cref="Exception">The source cannot run as it is set up.</exception>
    internal abstract void Check();

    /// <summary>What an earlier process had sealed of the source, as far as this process can still read it.</summary>
    /// <param name="seal">What it had sealed.</param>
    /// <param name="epoch">The life of the coordinator that is about to begin.</param>
    /// <returns>The seal itself, or one of less.</returns>
    internal abstract SourceSeal Recover(SourceSeal seal, long epoch);

    /// <summary>What the head must say of the source before its first batch, so that an interruption until then loses nothing, or null for
    /// nothing.</summary>
    /// <param name="seals">What it says already.</param>
    /// <param name="epoch">The life of the coordinator that is about to begin.</param>
    internal abstract SourceSeal? FirstSeal(IReadOnlyList<BatchSeal> seals, long epoch);

    /// <summary>Tells the source what was sealed of it before this process; called before <see cref="StartAsync"/>, if there is anything.</summary>
    internal abstract ValueTask RestoreAsync(IReadOnlyList<BatchSeal> seals, CancellationToken cancellation);

    /// <summary>Whether a restart needs the seal of a committed batch although there is a later one.</summary>
    internal abstract bool Remembers(SourceSeal seal, TimeSpan age);

    internal abstract ValueTask StartAsync(CancellationToken cancellation);

    internal abstract ValueTask StopAsync(CancellationToken cancellation);

    /// <summary>Ends when what the source has been told to let go of is gone.</summary>
    internal abstract Task LetGoAsync();

    internal abstract ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellation);

    internal abstract void Release(SourceSeal seal);

    /// <summary>What the source's receiver has brought in, or null if it has none.</summary>
    internal abstract ReceiverStatistics? Statistics { get; }

    /// <summary>Told that a batch is over, in order.</summary>
    /// <param name="time">The batch time.</param>
    /// <param name="batch">How it went, or null if it had no jobs.</param>
    internal abstract void OnBatchOver(BatchTime time, BatchInfo? batch);
}
