using System.Buffers;
using OrleansStream.Stateful;

namespace OrleansStream.Checkpoints;

/// <summary>Writes entries of a state into parts that are not too large. The store has a part while the next one is made.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="format">What parts look like.</param>
/// <param name="commit">Where they go.</param>
/// <param name="version">The version of the state that is written.</param>
/// <param name="partLength">About how many bytes a part shall have.</param>
/// <param name="cancellation">Gives up.</param>
internal sealed class StatePartWriter<TKey, TState>(
    StatePartFormat<TKey, TState> format, CommitObjects commit, BatchTime version, long partLength, CancellationToken cancellation)
    : IAsyncDisposable
{
    // A guess until there is a block to go by.
    private const int FirstBytesOfEntry = 16;

    // What ends a part in the middle of a group.
    private const int LargestPart = 64 << 20;

    private readonly ArrayBufferWriter<byte> _scratch = new();
    private readonly StateColumns<TKey, TState> _columns = new(StatePartFormat<TKey, TState>.BlockLength);
    private readonly List<StoredStatePart> _parts = [];
    private FrameBuffer? _body;
    private long _entries;
    private double _bytesOfEntry = FirstBytesOfEntry;
    private Task _writing = Task.CompletedTask;

    /// <summary>Whether the present part is large enough.</summary>
    private bool IsFull => (_body?.BodyLength ?? 0) + (_columns.Count * _bytesOfEntry) >= partLength;

    /// <summary>Writes entries, in parts that end anywhere.</summary>
    /// <param name="readers">Who has the entries.</param>
    /// <param name="isSnapshot">Whether they are all there are; else they are changes.</param>
    internal async Task AddAsync(IEnumerable<StateReader<TKey, TState>> readers, bool isSnapshot)
    {
        foreach (StateReader<TKey, TState> reader in readers)
        {
            using (reader)
            {
                while (Fill(reader))
                {
                    if (IsFull)
                    {
                        await EndPartAsync(isSnapshot).ConfigureAwait(false);
                    }
                }
            }
        }

        await EndPartAsync(isSnapshot).ConfigureAwait(false);
    }

    /// <summary>Writes all keys of some groups, in parts that have whole groups; together they have all, also those without keys.</summary>
    /// <param name="readers">Readers for one group or a few each, one after the other: parts end between them.</param>
    /// <param name="first">The first group.</param>
    internal async Task AddGroupsAsync(IEnumerable<(StateReader<TKey, TState> Reader, int Groups)> readers, int first)
    {
        int groups = 0;
        foreach ((StateReader<TKey, TState> reader, int groupsOfReader) in readers)
        {
            using (reader)
            {
                while (Fill(reader))
                {
                    if ((_body?.BodyLength ?? 0) > LargestPart)
                    {
                        // Keys that are not spread; the part says of no group that it has all of it.
                        await EndPartAsync(isSnapshot: true).ConfigureAwait(false);
                    }
                }
            }

            groups += groupsOfReader;
            if (IsFull)
            {
                await EndPartAsync(isSnapshot: true, first, groups).ConfigureAwait(false);
                first += groups;
                groups = 0;
            }
        }

        if (groups > 0)
        {
            await EndPartAsync(isSnapshot: true, first, groups).ConfigureAwait(false);
        }
    }

    /// <summary>Writes changes.</summary>
    internal async Task AddAsync(IEnumerable<StateEntry<TKey, TState>> changes)
    {
        foreach (StateEntry<TKey, TState> change in changes)
        {
            _columns.Add(in change);
            EndBlockIfFull();
            if (IsFull)
            {
                await EndPartAsync(isSnapshot: false).ConfigureAwait(false);
            }
        }

        await EndPartAsync(isSnapshot: false).ConfigureAwait(false);
    }

    /// <summary>The parts that have been added since this was last asked.</summary>
    internal IReadOnlyList<StoredStatePart> TakeParts()
    {
        StoredStatePart[] parts = [.. _parts];
        _parts.Clear();
        return parts;
    }

    /// <summary>Waits until the store has all parts.</summary>
    internal Task CompleteAsync() => _writing;

    public async ValueTask DisposeAsync()
    {
        // Whoever waited for it has had its error; if nobody has, there was one before it.
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool Fill(StateReader<TKey, TState> reader)
    {
        cancellation.ThrowIfCancellationRequested();
        bool more = reader.Fill(_columns);
        EndBlockIfFull();
        return more;
    }

    private void EndBlockIfFull()
    {
        if (_columns.Room == 0)
        {
            EndBlock();
        }
    }

    private void EndBlock()
    {
        FrameBuffer body = OpenPart();
        int before = body.BodyLength;
        format.WriteBlock(_columns, body, _scratch);
        _bytesOfEntry = (double)(body.BodyLength - before) / _columns.Count;
        _entries += _columns.Count;
        _columns.Clear();
    }

    private FrameBuffer OpenPart()
    {
        if (_body is null)
        {
            _body = new FrameBuffer();
            format.WriteHeader(_body);
        }

        return _body;
    }

    /// <summary>Hands what was added to the store; nothing if that is nothing, unless it says of groups that they have no keys.</summary>
    private async ValueTask EndPartAsync(bool isSnapshot, int firstGroup = 0, int groups = 0)
    {
        if (_columns.Count > 0)
        {
            EndBlock();
        }

        if (_entries == 0 && groups == 0)
        {
            return;
        }

        FrameBuffer body = OpenPart();
        string name = commit.NextName(CheckpointKind.State);
        _parts.Add(new StoredStatePart(name, isSnapshot, _entries, body.BodyLength, version, firstGroup, groups));
        _body = null;
        _entries = 0;
        await _writing.ConfigureAwait(false);
        _writing = WriteAsync(name, body);
    }

    private async Task WriteAsync(string name, FrameBuffer body)
    {
        ReadOnlyMemory<byte> frame = body.Frame(CheckpointKind.State, StatePartLayout.Version);
        await commit.WriteAsync(name, frame, cancellation).ConfigureAwait(false);

        // Not if it failed: a store that was given up on may still be reading.
        body.Return();
    }
}
