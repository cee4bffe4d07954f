using OrleansStream.Rates;
using OrleansStream.Receivers;

namespace OrleansStream.Sources;

/// <summary>A stream fed by a receiver: a batch is the blocks that were stored before its time and that no earlier batch holds, as many as
/// it may hold.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <typeparam name="TBlock">The blocks' type.</typeparam>
internal abstract partial class ReceivedStream<T, TBlock> : InputDStream<T>
    where TBlock : class
{
    private readonly Receiver _receiver;
    private readonly long _batchRecords;
    private readonly long _batchBytes;
    private readonly Action<TBlock> _free;
    private ReceiverSupervisor? _supervisor;

    private protected ReceivedStream(StreamingContext context, string kind, Receiver receiver, Action<TBlock> free)
        : base(context, kind)
    {
        StreamingContextOptions options = context.Options;
        double? initialRate = options.BackpressureEnabled ? options.BackpressureInitialRate : null;
        _receiver = receiver;
        _free = free;
        _batchRecords = options.BatchRecords;
        _batchBytes = options.BatchBytes;
        Blocks = new BlockLedger<TBlock>(free);
        Intake = new Intake(
            options.TimeProvider,
            new TokenBucket(options.TimeProvider, initialRate, options.ReceiverMaxRate),
            new Backlog(_batchBytes, _batchRecords));
    }

    /// <summary>How often blocks are cut: never more seldom than batches.</summary>
    private protected TimeSpan CutInterval =>
        Context.Options.BlockInterval < Context.BatchInterval ? Context.Options.BlockInterval : Context.BatchInterval;

    private protected BlockLedger<TBlock> Blocks { get; }

    /// <summary>Decides when the receiver takes in more.</summary>
    private protected Intake Intake { get; }

    internal override string? BoundToProcess => IsLogged
        ? null
        : "its receiver keeps blocks in the memory of one process. Let it have its write-ahead log: give the job a checkpoint, and do not turn the log off.";

    /// <summary>Whether something waits to be made a block.</summary>
    private protected abstract bool HasUncut { get; }

    protected sealed override bool HasUnsealedData => _remote?.HasUnsealed ?? (Blocks.HasUnallocated || HasUncut || _writer is { HasPending: true });

    private protected sealed override ReceiverStatistics? Statistics
    {
        get
        {
            if (_remote is { } remote)
            {
                return remote.Statistics;
            }

            (long blocks, long records) = Blocks.Stored;
            return new ReceiverStatistics(Name, records, blocks, Blocks.Unallocated, Intake.Rate);
        }
    }

    /// <summary>Gets ready to cut blocks; called before the receiver is started.</summary>
    private protected abstract void Open(ReceiverSupervisor supervisor);

    /// <summary>Makes blocks of all that has arrived; ends when they are stored.</summary>
    private protected abstract Task FlushAsync();

    /// <summary>Makes the last blocks and refuses more; called after the receiver was stopped.</summary>
    private protected abstract Task CloseAsync();

    /// <summary>The dataset over blocks, at least one partition for each run of them that belongs together.</summary>
    private protected abstract Rdd<T> Dataset(SealedInput<T> batch, IBlocks<TBlock> blocks);

    /// <summary>What the batch's input is, for people.</summary>
    private protected virtual string Describe(BlockRange range) => range.Description;

    /// <summary>Stores a block.</summary>
    private protected void Keep(TBlock block, long records, long bytes, byte[]? reached = null)
    {
        Intake.Stored(records, bytes);
        Blocks.Add(block, records, bytes);
        if (reached is not null)
        {
            Volatile.Write(ref _reached, reached);
        }
    }

    protected sealed override async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (Context.Runtime.Receivers is { } receivers)
        {
            _remote ??= CalledBy(receivers);
            await _remote.StartAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        StreamingContextOptions options = Context.Options;
        var settings = new ReceiverSettings(
            StreamId, Name, options.TimeProvider, CutInterval, options.ReceiverRestartDelay, Context.Listeners, Context.Logger);
        _supervisor = new ReceiverSupervisor(_receiver, settings);

        await BeginBlocksAsync(cancellationToken).ConfigureAwait(false);
        Open(_supervisor);
        _receiver.Attach(_supervisor);
        await _supervisor.StartAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected sealed override async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (_remote is { } remote)
        {
            await remote.StopAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_supervisor is null)
        {
            return;
        }

        // A store that does not answer must not hold up a stop that is in a hurry.
        using CancellationTokenRegistration hurry = cancellationToken.Register(() => _writer?.Abandon());
        await _supervisor.StopAsync(cancellationToken).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        await FlushLogAsync().ConfigureAwait(false);
    }

    protected sealed override async ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken)
    {
        if (_remote is { } remote)
        {
            return await remote.SealAsync(time, cancellationToken).ConfigureAwait(false);
        }

        await FlushAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        await FlushLogAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        Allotment given = Blocks.Allocate(time, _batchRecords, _batchBytes);
        Intake.Sealed(time, given.Records, given.Bytes);
        return Seal(given.Records, Describe(given.Range), given.Range.Encode());
    }

    protected sealed override Rdd<T> Read(SealedInput<T> batch)
    {
        BlockRange range = RangeOf(batch.Seal);
        return Dataset(batch, Context.Runtime.Receivers is { } receivers ? Elsewhere(batch, range, receivers) : new HeldBlocks<TBlock>(Blocks.Get(range)));
    }

    protected sealed override void Release(SourceSeal seal)
    {
        BlockRange range = RangeOf(seal);
        if (_remote is { } remote)
        {
            remote.Release(range);
            return;
        }

        Blocks.Release(range);
        if (_logs.TryGetValue(range.Incarnation, out ReceiverLog? log))
        {
            log.TrimTo(range.EndGroup);
        }
    }

    private protected sealed override void OnRateEstimated(double rate)
    {
        if (_remote is { } remote)
        {
            remote.NoteRate(rate);
        }
        else
        {
            Intake.Update(rate);
        }
    }

    private protected sealed override void OnBatchOver(BatchTime time)
    {
        if (_remote is { } remote)
        {
            remote.NoteOver(time);
        }
        else
        {
            Intake.BatchOver(time);
        }
    }
}
