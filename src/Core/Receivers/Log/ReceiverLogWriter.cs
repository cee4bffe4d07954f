using System.Diagnostics.CodeAnalysis;

namespace OrleansStream.Receivers;

/// <summary>Writes blocks to a receiver's log, as many at once as have come while the store was busy with those before.</summary>
/// <remarks>Thread-safe. Blocks are stored in the order in which they come. After a write that failed, the next one first learns whether it took
/// effect after all: its place in the log is free, or has its blocks.</remarks>
/// <param name="log">The log.</param>
/// <param name="source">The operator name of the receiver's stream.</param>
/// <param name="life">The life of this receiver.</param>
/// <param name="shape">The encoded shape of the records, or nothing if the blocks are of lines.</param>
/// <param name="position">The last group there is and the number of the next block.</param>
/// <param name="reached">Where the outside system stands after the last block there is, or null if no receiver has said so.</param>
/// <param name="found">Given a block of a write that failed and took effect all the same, with its group.</param>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing to free, and a write that is left behind may still look at it.")]
internal sealed class ReceiverLogWriter(
    ReceiverLog log, string source, ReceiverLife life, ReadOnlyMemory<byte> shape, (long Group, long Next) position, byte[]? reached, Action<LoggedBlock, long> found)
{
    // More would hold up those who wait for the first of them.
    private const long MostBytesOfGroup = 8 << 20;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly Queue<Waiting> _waiting = new();
    private Task _last = Task.CompletedTask;
    private long _group = position.Group + 1;
    private long _next = position.Next;
    private byte[]? _reached = reached;
    private bool _isWriting;

    /// <summary>Where the outside system stands after the last block that is stored, or null if no receiver has said so.</summary>
    internal byte[]? Reached => Volatile.Read(ref _reached);

    /// <summary>Whether blocks are still being stored.</summary>
    internal bool HasPending
    {
        get
        {
            lock (_lock)
            {
                return _isWriting;
            }
        }
    }

    /// <summary>Stores a block.</summary>
    /// <param name="block">The block; its bytes must stay as they are until the returned task has ended.</param>
    /// <param name="stored">Called once the block is in the log, with its group; in order.</param>
    /// <param name="reached">Where the outside system stands after the block, or null for where it did before.</param>
    /// <returns>Ends when the block is stored.</returns>
    internal Task AppendAsync(LoggedBlock block, Action<long> stored, byte[]? reached = null)
    {
        var waiting = new Waiting(block, stored, reached, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            _last = waiting.Done.Task;
            if (_isWriting)
            {
                return waiting.Done.Task;
            }

            _isWriting = true;
        }

        // With a store that answers at once the block is stored when this returns.
        _ = WriteWaitingAsync();
        return waiting.Done.Task;
    }

    /// <summary>Ends when every block that has come so far is stored, or has failed to be.</summary>
    internal async Task FlushAsync()
    {
        Task last;
        lock (_lock)
        {
            last = _last;
        }

        // Whoever brought the block is told of the failure.
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Gives up what is not stored yet, and all that comes.</summary>
    internal void Abandon() => _abandon.Cancel();

    private async Task WriteWaitingAsync()
    {
        while (true)
        {
            var group = new List<Waiting>();
            lock (_lock)
            {
                long bytes = 0;
                while (_waiting.TryPeek(out Waiting? next) && (bytes += next.Block.Bytes.Length) <= MostBytesOfGroup | group.Count == 0)
                {
                    group.Add(_waiting.Dequeue());
                }

                if (group.Count == 0)
                {
                    _isWriting = false;
                    return;
                }
            }

            try
            {
                await WriteAsync(group).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                foreach (Waiting one in group)
                {
                    one.Done.SetException(error);
                }

                continue;
            }

            foreach (Waiting one in group)
            {
                one.Done.SetResult();
            }
        }
    }

    private async Task WriteAsync(List<Waiting> group)
    {
        LoggedBlock[] blocks = [.. group.Select(one => one.Block)];
        byte[]? reached = group.FindLast(one => one.Reached is not null)?.Reached;
        while (true)
        {
            _abandon.Token.ThrowIfCancellationRequested();
            var content = new LogGroup(source, life.Epoch, _next, shape, blocks, life.Number, reached ?? _reached);
            if (await log.TryWriteAsync(_group, content, _abandon.Token).ConfigureAwait(false) is not { } other)
            {
                foreach (Waiting one in group)
                {
                    one.Stored(_group);
                }

                Advance(content);
                return;
            }

            if (other.Life != life || other.First != _next)
            {
                throw log.Damaged($"its next place, {_group}, is taken by a group of life {other.Life} that begins with block {other.First}, not {_next}");
            }

            foreach (LoggedBlock block in other.Blocks)
            {
                found(block, _group);
            }

            Advance(other);
        }
    }

    private void Advance(LogGroup written)
    {
        _next += written.Blocks.Count;
        _group++;
        Volatile.Write(ref _reached, written.Reached);
    }

    private sealed record Waiting(LoggedBlock Block, Action<long> Stored, byte[]? Reached, TaskCompletionSource Done);
}
