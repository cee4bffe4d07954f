using OrleansStream.Batches;
using OrleansStream.Receivers;

namespace OrleansStream.Sources;

/// <content>How blocks outlive the process.</content>
internal abstract partial class ReceivedStream<T, TBlock>
{
    private readonly Dictionary<long, ReceiverLog> _logs = [];
    private ReceiverLogWriter? _writer;

    // Without a log, and of the logs before the one that is written.
    private byte[]? _reached;
    private bool? _asksForLog;

    /// <summary>Whether blocks are written to the log.</summary>
    private protected bool IsLogged => _asksForLog ?? Context.Options.ReceiverWriteAheadLog ?? Context.HasCheckpoint;

    internal sealed override bool IsMadeAgain => IsLogged;

    internal sealed override bool IsMadeAgainFrom(SealedBatch seal) => seal.Find(Name) is not { } own || RangeOf(own) is { IsLogged: true } or { Count: 0 };

    /// <summary>Where the outside system stands after what is stored; empty if the receiver has never said so.</summary>
    private protected ReadOnlyMemory<byte> Reached => _writer?.Reached ?? Volatile.Read(ref _reached);

    /// <summary>The encoded shape of the records, or nothing if blocks are of lines.</summary>
    /// <exception cref="Encoding.UnsupportedTypeException">Records cannot be encoded.</exception>
    private protected abstract ReadOnlyMemory<byte> LoggedShape { get; }

    public sealed override InputDStream<T> WriteAheadLog(bool enabled)
    {
        Context.Graph.ThrowIfFixed();
        _asksForLog = enabled;
        return this;
    }

    /// <summary>A block made of what the log has.</summary>
    /// <param name="block">The block.</param>
    /// <param name="shape">The encoded shape that its records were written with.</param>
    /// <exception cref="CheckpointMismatchException">The stream's records are of another shape now.</exception>
    private protected abstract TBlock FromLog(LoggedBlock block, ReadOnlyMemory<byte> shape);

    protected sealed override Task LetGoAsync() =>
        _remote is { } remote ? remote.EndAsync(CancellationToken.None) : Task.WhenAll(_logs.Values.Select(log => log.Trimming));

    private protected sealed override void Check()
    {
        if (!IsLogged)
        {
            return;
        }

        if (!Context.HasCheckpoint)
        {
            throw new InvalidOperationException(
                $"{Name} is to write what it receives to a log, and the context has no checkpoint to keep it in. Give it one with Checkpoint, or set {nameof(StreamingContextOptions)}.{nameof(StreamingContextOptions.ReceiverWriteAheadLog)} to null.");
        }

        try
        {
            _ = LoggedShape;
        }
        catch (Encoding.UnsupportedTypeException error)
        {
            throw new Encoding.UnsupportedTypeException(
                $"What {Name} receives cannot be written to its write-ahead log: {error.Message} Change the type or register a codec for it; or, if what was received may be lost with the process, call {nameof(WriteAheadLog)}(false) on the stream.",
                error);
        }
    }

    private protected sealed override SourceSeal? FirstSeal(IReadOnlyList<BatchSeal> seals, long epoch) =>
        !IsLogged || (seals.Count > 0 && RangeOf(seals[^1].Seal).IsLogged) ? null : Seal(0, "the log begins", FirstOf(epoch).Encode());

    private protected sealed override SourceSeal Recover(SourceSeal seal, long epoch)
    {
        BlockRange range = RangeOf(seal);
        if (range.IsLogged || range.Count == 0)
        {
            return seal;
        }

        return Lose(seal, (IsLogged ? FirstOf(epoch) : range with { Count = 0 }).Encode());
    }

    protected sealed override async ValueTask RestoreAsync(IReadOnlyList<BatchSeal> seals, CancellationToken cancellationToken)
    {
        LogPosition[] logs = [.. PositionsOf(seals)];
        if (Context.Runtime.Receivers is { } receivers)
        {
            _remote = CalledBy(receivers);
            _remote.Restore(logs);
            return;
        }

        await TakeOverAsync(logs, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where batches have come to in the logs that they have blocks of; the newest last.</summary>
    private IEnumerable<LogPosition> PositionsOf(IReadOnlyList<BatchSeal> seals)
    {
        IEnumerable<(BatchTime Time, BlockRange Range)> logged = seals.Select(seal => (seal.Time, RangeOf(seal.Seal))).Where(one => one.Item2.IsLogged);

        return logged.GroupBy(one => one.Range.Incarnation).OrderBy(log => log.Key).Select(log => new LogPosition(
            [.. log.Where(one => one.Time > Context.Continued || IsLookedBackOn(one.Time)).Select(one => one.Range)], log.Last().Range));
    }

    /// <summary>Stores a block in the log, then as what is made of it.</summary>
    /// <param name="block">The block; its bytes must stay as they are until the call has ended.</param>
    /// <param name="make">Makes what waits for its batch.</param>
    /// <param name="reached">Where the outside system stands after the block, or null if the receiver does not say.</param>
    private protected async ValueTask LogAsync(LoggedBlock block, Func<TBlock> make, byte[]? reached = null)
    {
        Intake.Stored(block.Records, block.Bytes.Length);
        try
        {
            await _writer!.AppendAsync(block, group => Blocks.Add(make(), block.Records, block.Bytes.Length, group), reached).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Intake.Lost(block.Records, block.Bytes.Length);
            if (error is JobFencedException)
            {
                // The receiver lives elsewhere now, and may want the connection.
                _ = _supervisor!.StopAsync(new CancellationToken(canceled: true));
            }

            throw;
        }
    }

    /// <summary>Ends when all that has come to the log so far is stored, or has failed to be.</summary>
    private Task FlushLogAsync() => _writer?.FlushAsync() ?? Task.CompletedTask;

    /// <summary>Gets the log ready, or this life of the receiver if there is to be none.</summary>
    private async ValueTask BeginBlocksAsync(CancellationToken cancellation)
    {
        if (!IsLogged)
        {
            // The moment of the start tells this life of the receiver from one in an earlier process.
            Blocks.Begin(Context.Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        }
        else if (_writer is null)
        {
            await TakeOverAsync(new LogPosition([], FirstOf(Context.Epoch)), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Takes back the blocks of a log that batches hold, and those after the last batch, and goes on with the log.</summary>
    private async Task TakeOverAsync(LogPosition position, CancellationToken cancellation)
    {
        long incarnation = position.Incarnation;
        BlockRange last = position.Last;
        var log = new ReceiverLog(Context.CheckpointObjects!, Name, incarnation, Life);
        await log.FindRestAsync(position.GroupNeeded, cancellation).ConfigureAwait(false);
        (long Group, long Next) end = await log.TakeOverAsync(position.GroupNeeded, last.EndGroup, Take, cancellation).ConfigureAwait(false);
        long[] missing = [.. position.Needed.SelectMany(Blocks.MissingOf)];
        if (missing.Length > 0)
        {
            throw log.Damaged($"{missing.Length} blocks that sealed batches hold are gone, the first of them block {missing[0]}");
        }

        _logs[incarnation] = log;
        if (IsLogged)
        {
            Blocks.Begin(incarnation, end.Next, end.Group);
            _writer = new ReceiverLogWriter(log, Name, Life, LoggedShape, end, _reached, (block, group) => KeepFound(block, group));
        }

        void Take(long group, LogGroup content)
        {
            _reached = content.Reached ?? _reached;
            for (int i = 0; i < content.Blocks.Count; i++)
            {
                long number = content.First + i;
                bool isAllocated = number < last.End;
                if (isAllocated && !position.Needed.Any(range => number >= range.First && number < range.End))
                {
                    continue;
                }

                LoggedBlock block = content.Blocks[i];
                var entry = new BlockLedger<TBlock>.Entry(FromLog(block, content.Shape), block.Records, block.Bytes.Length, group);
                Blocks.Restore(incarnation, number, entry, isAllocated);
                if (!isAllocated)
                {
                    Intake.Stored(block.Records, block.Bytes.Length);
                }
            }
        }
    }

    private bool IsLookedBackOn(BatchTime time) => time > Context.RestoredAfter && time > Context.Continued - RememberDuration;

    private void KeepFound(LoggedBlock block, long group)
    {
        Intake.Stored(block.Records, block.Bytes.Length);
        Blocks.Add(FromLog(block, LoggedShape), block.Records, block.Bytes.Length, group);
    }

    private static BlockRange FirstOf(long epoch) => new(epoch, First: 0, Count: 0, Group: 0, EndGroup: 0);

    private static BlockRange RangeOf(SourceSeal seal) => BlockRange.Decode(seal.Content.Span);
}
