using Microsoft.Extensions.Logging;
using OrleansStream.Receivers;
using OrleansStream.Sources;
using OrleansStream.Streams;

namespace OrleansStream;

/// <summary>A stream that brings data in: derive from it to write a source that needs no receiver.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>
/// At each batch time the coordinator asks <see cref="SealAsync"/> what the batch holds, and from then on that is what the batch
/// holds: every attempt reads it through <see cref="Read"/> and must get the same records in the same partitions and order. The seal
/// is let go with <see cref="Release"/> when its batch is committed and no stream remembers it any longer.
/// </remarks>
public abstract partial class InputDStream<T> : DStream<T>
{
    /// <summary>Adds a source to a context.</summary>
    /// <param name="context">The context.</param>
    /// <param name="kind">What the source is called in names, such as <c>Queue</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> or <paramref name="kind"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    protected InputDStream(StreamingContext context, string kind)
        : base(context ?? throw new ArgumentNullException(nameof(context)), kind ?? throw new ArgumentNullException(nameof(kind))) =>
        StreamId = context.Graph.AddInput(new Source(this));

    /// <inheritdoc/>
    public override IReadOnlyList<DStream> Dependencies => [];

    /// <summary>The number of the stream among the context's input streams, in order of definition, from 0.</summary>
    public int StreamId { get; }

    /// <summary>Says whether what the stream's receiver stores is written to a log in the checkpoint, whatever
    /// <see cref="StreamingContextOptions.ReceiverWriteAheadLog"/> says.</summary>
    /// <param name="enabled">Whether it is.</param>
    /// <returns>This stream.</returns>
    /// <exception cref="InvalidOperationException">The context has been started, or the stream has no receiver.</exception>
    public virtual InputDStream<T> WriteAheadLog(bool enabled) =>
        throw new InvalidOperationException($"{Name} has no receiver, so it has no write-ahead log: its source is read again after a restart, or is not.");

    /// <summary>Whether data has arrived that no batch holds yet, so that a graceful stop must run one more batch.</summary>
    protected virtual bool HasUnsealedData => false;

    /// <summary>Tells the source where an earlier life of the job, whose checkpoint this one continues, has come to. Called once, before
    /// <see cref="StartAsync"/>; not called for a source that the checkpoint does not know.</summary>
    /// <param name="seals">In order of time, the last seal of the source, with those of earlier batches that it <see cref="Remembers"/> or that
    /// streams remember, and those of batches that are to run again.</param>
    /// <param name="cancellationToken">Cancelled when the start is given up.</param>
    protected virtual ValueTask RestoreAsync(IReadOnlyList<BatchSeal> seals, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Whether the checkpoint must hold the seal of a committed batch although it holds a later one of this source.</summary>
    /// <param name="seal">What <see cref="SealAsync"/> gave.</param>
    /// <param name="age">How long before the last committed batch its own is.</param>
    /// <returns>By default false: the last seal is all that <see cref="RestoreAsync"/> needs. Once false, it is not asked again.</returns>
    protected virtual bool Remembers(SourceSeal seal, TimeSpan age) => false;

    /// <summary>Starts the source; called once, when the context starts.</summary>
    /// <param name="cancellationToken">Cancelled when the start is given up.</param>
    protected virtual ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Stops the source: nothing arrives after the returned task has ended. Called once, if the source was started.</summary>
    /// <param name="cancellationToken">Cancelled when the stop must not wait any longer.</param>
    protected virtual ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Fixes what a batch holds. Called once per batch time, in order.</summary>
    /// <param name="time">The batch time.</param>
    /// <param name="cancellationToken">Cancelled when the context stops at once.</param>
    /// <returns>What the batch holds, or null for no dataset.</returns>
    protected abstract ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken);

    /// <summary>The dataset of a sealed batch. May be called several times for a batch, also in another process.</summary>
    /// <param name="batch">What the batch holds and how to make its dataset.</param>
    protected abstract Rdd<T> Read(SealedInput<T> batch);

    /// <summary>Lets a batch's data go. Called once per seal, in order; after the last batch also when the source has been stopped. With a
    /// checkpoint, not called at a stop for batches that are remembered still: a later life of the job reads them again, and lets them go.</summary>
    /// <param name="seal">What <see cref="SealAsync"/> gave.</param>
    protected virtual void Release(SourceSeal seal)
    {
    }

    /// <summary>What of a seal of an earlier process can still be read here; says in the log what cannot.</summary>
    private protected virtual SourceSeal Recover(SourceSeal seal, long epoch) => seal;

    /// <inheritdoc cref="InputSource.Check"/>
    private protected virtual void Check()
    {
    }

    /// <inheritdoc cref="InputSource.FirstSeal"/>
    private protected virtual SourceSeal? FirstSeal(IReadOnlyList<BatchSeal> seals, long epoch) => null;

    /// <summary>Frees what the source holds. Called once, when the context has stopped: no batch runs any longer in this process, and no other
    /// member is called after it. Not called on hosts that only run tasks of the job.</summary>
    /// <returns>Ends when what the source has been told to let go of is gone.</returns>
    protected virtual Task LetGoAsync() => Task.CompletedTask;

    /// <summary>A seal of this source.</summary>
    /// <param name="records">How many records, as far as known; 0 or more.</param>
    /// <param name="description">For people: offset ranges or file names.</param>
    /// <param name="content">What <see cref="Read"/> needs.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="records"/> is negative.</exception>
    protected SourceSeal Seal(long records, string description, ReadOnlyMemory<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(records);
        return new SourceSeal(Name, records, description, content);
    }

    /// <summary>The seal of a batch that must do without what another process had in its memory.</summary>
    /// <param name="seal">What the batch held.</param>
    /// <param name="nothing">What <see cref="Read"/> needs to read nothing.</param>
    private protected SourceSeal Lose(SourceSeal seal, ReadOnlyMemory<byte> nothing)
    {
        InputIsLost(Context.Logger, Context.Options.JobName, Name, seal.Records, seal.Description);
        return Seal(0, $"lost: {seal.Description}", nothing);
    }

    private protected sealed override ValueTask<Rdd<T>?> ComputeAsync(BatchPlan plan)
    {
        SourceSeal? seal = plan.SealOf(Name);
        return ValueTask.FromResult(seal is null ? null : Read(new SealedInput<T>(plan.Scope, plan.Time, seal, Info)));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: what {Source} had brought in for a batch that was not committed ({Records} records: {Description}) was in the memory of a process that has ended, and is lost; the batch runs without it.")]
    private static partial void InputIsLost(ILogger logger, string job, string source, long records, string description);

    private sealed class Source(InputDStream<T> stream) : InputSource
    {
        internal override string Name => stream.Name;

        internal override DStream Stream => stream;

        internal override bool HasUnsealedData => stream.HasUnsealedData;

        internal override void Check() => stream.Check();

        internal override SourceSeal Recover(SourceSeal seal, long epoch) => stream.Recover(seal, epoch);

        internal override SourceSeal? FirstSeal(IReadOnlyList<BatchSeal> seals, long epoch) => stream.FirstSeal(seals, epoch);

        internal override ValueTask RestoreAsync(IReadOnlyList<BatchSeal> seals, CancellationToken cancellation) => stream.RestoreAsync(seals, cancellation);

        internal override bool Remembers(SourceSeal seal, TimeSpan age) => stream.Remembers(seal, age);

        internal override ValueTask StartAsync(CancellationToken cancellation) => stream.StartAsync(cancellation);

        internal override ValueTask StopAsync(CancellationToken cancellation) => stream.StopAsync(cancellation);

        internal override Task LetGoAsync() => stream.LetGoAsync();

        internal override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellation) => stream.SealAsync(time, cancellation);

        internal override void Release(SourceSeal seal) => stream.Release(seal);

        internal override ReceiverStatistics? Statistics => stream.Statistics;

        internal override void OnBatchOver(BatchTime time, BatchInfo? batch) => stream.NoteBatch(time, batch);
    }
}
