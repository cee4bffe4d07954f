using OrleansStream.Checkpoints;

namespace OrleansStream.Receivers;

/// <summary>A receiver in another process, as its coordinator sees it.</summary>
/// <remarks>
/// It is started again, wherever there is room, when it does not answer. Nothing that a batch holds is lost with it, since blocks are in the log
/// before they are sealed; and whoever still writes for an earlier life finds the log taken over. Calls are made one at a time.
/// </remarks>
/// <param name="transport">Reaches it.</param>
/// <param name="receiver">Its number.</param>
/// <param name="name">The operator name of its stream.</param>
/// <param name="epoch">The life of this coordinator.</param>
/// <param name="objects">Where its log is.</param>
internal sealed class RemoteReceiver(IReceiverTransport transport, int receiver, string name, long epoch, CheckpointObjects objects)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, LogPosition> _logs = [];
    private ReceiverReport _report = new(HasUnsealed: false, new ReceiverStatistics(name, 0, 0, 0, null));
    private int _lives;
    private bool _isUp;
    private bool _isStopped;
    private BatchTime? _over;
    private double? _rate;

    /// <summary>Whether it has data that no batch holds, as of its last answer.</summary>
    internal bool HasUnsealed => Volatile.Read(ref _report).HasUnsealed;

    /// <summary>What it has brought in, as of its last answer.</summary>
    internal ReceiverStatistics Statistics => Volatile.Read(ref _report).Statistics;

    private ReceiverLife Life => new(epoch, _lives);

    /// <summary>Says where earlier coordinators have come to.</summary>
    internal void Restore(IReadOnlyList<LogPosition> logs)
    {
        foreach (LogPosition log in logs)
        {
            _logs.Add(log.Incarnation, log);
        }
    }

    /// <summary>Starts the receiver, or starts it again.</summary>
    internal async Task StartAsync(CancellationToken cancellation)
    {
        // A call that fails may have taken effect, so a number is never used twice.
        _lives++;
        Note(await transport.StartAsync(receiver, new ReceiverStart(Life, Positions()), cancellation).ConfigureAwait(false));
        _isUp = true;
    }

    /// <summary>Fixes what a batch holds.</summary>
    /// <exception cref="Exception">The receiver cannot be reached. Asked again, it is started again first.</exception>
    internal async Task<SourceSeal> SealAsync(BatchTime time, CancellationToken cancellation)
    {
        if (!_isUp)
        {
            await StartAsync(cancellation).ConfigureAwait(false);
            if (_isStopped)
            {
                await StopAsync(cancellation).ConfigureAwait(false);
            }
        }

        try
        {
            SourceSeal seal = Note(await transport.SealAsync(receiver, Order(time), cancellation).ConfigureAwait(false)).Seal!;
            BlockRange range = BlockRange.Decode(seal.Content.Span);
            lock (_lock)
            {
                IReadOnlyList<BlockRange> needed = _logs.GetValueOrDefault(range.Incarnation)?.Needed ?? [];
                _logs[range.Incarnation] = new LogPosition(range.Count > 0 ? [.. needed, range] : needed, range);
            }

            return seal;
        }
        catch
        {
            _isUp = false;
            throw;
        }
    }

    /// <summary>Lets go of what a batch held.</summary>
    internal void Release(BlockRange range)
    {
        lock (_lock)
        {
            if (!_logs.TryGetValue(range.Incarnation, out LogPosition? log))
            {
                return;
            }

            // The newest is gone on with, also if nothing of it is needed any more.
            LogPosition rest = log with { Needed = [.. log.Needed.Where(needed => needed != range)] };
            if (rest.Needed.Count > 0 || range.Incarnation == _logs.Keys.Last())
            {
                _logs[range.Incarnation] = rest;
            }
            else
            {
                _logs.Remove(range.Incarnation);
            }
        }
    }

    /// <summary>Takes note of a batch that is over, and with it all before it.</summary>
    internal void NoteOver(BatchTime time)
    {
        lock (_lock)
        {
            _over = time;
        }
    }

    /// <summary>Changes the rate.</summary>
    internal void NoteRate(double rate)
    {
        lock (_lock)
        {
            _rate = rate;
        }
    }

    /// <summary>Has the receiver take in nothing more.</summary>
    internal async Task StopAsync(CancellationToken cancellation)
    {
        _isStopped = true;
        if (_isUp)
        {
            Note(await transport.StopAsync(receiver, Life, cancellation).ConfigureAwait(false));
        }
    }

    /// <summary>Lets the receiver go.</summary>
    internal Task EndAsync(CancellationToken cancellation) => _lives > 0 ? transport.EndAsync(receiver, Life, cancellation) : Task.CompletedTask;

    private ReceiverSealing Order(BatchTime time)
    {
        // Who is not told what is needed removes nothing.
        LogPosition[] logs = objects.IsKept ? [] : Positions();
        lock (_lock)
        {
            return new ReceiverSealing(Life, time, _over, _rate, logs);
        }
    }

    private ReceiverReport Note(ReceiverReport report)
    {
        Volatile.Write(ref _report, report);
        return report;
    }

    private LogPosition[] Positions()
    {
        lock (_lock)
        {
            return [.. _logs.Values];
        }
    }
}
