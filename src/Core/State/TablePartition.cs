using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>A partition's state in memory: a table for each key group.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
internal sealed partial class TablePartition<TKey, TStored, TState, TKeys> : StatePartition<TKey, TState>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private const int BytesSamples = 16;

    private readonly TKeys _keys;
    private readonly KeyGroups? _groups;
    private readonly StateSpill<TKey, TState> _spill;
    private readonly StateLayers<TState> _layers = new();
    private readonly StateTable<TKey, TStored, TState, TKeys>[] _tables;
    private readonly StatePlaces<TKey, TStored, TState, TKeys>[] _places;
    private readonly List<TableReader<TKey, TStored, TState, TKeys>> _readers = [];

    /// <param name="keys">How keys hash, compare and are kept.</param>
    /// <param name="groups">The groups and their partitions; null where each partition is one group.</param>
    /// <param name="partition">Which partition this is.</param>
    /// <param name="ownsKeys">Whether keys may point into blocks that end before the state does.</param>
    /// <param name="timed">Whether idle keys will be asked for.</param>
    /// <param name="blocks">Where the memory limit is, and what is over it goes.</param>
    internal TablePartition(TKeys keys, KeyGroups? groups, int partition, bool ownsKeys, bool timed, BlockStore blocks)
    {
        _keys = keys;
        _spill = new StateSpill<TKey, TState>(blocks);
        _groups = groups;
        FirstGroup = groups?.FirstGroupOf(partition) ?? partition;
        GroupCount = groups is null ? 1 : groups.FirstGroupOf(partition + 1) - FirstGroup;
        _tables = new StateTable<TKey, TStored, TState, TKeys>[GroupCount];
        _places = new StatePlaces<TKey, TStored, TState, TKeys>[GroupCount];
        _spilled = new SpilledGroup?[GroupCount];
        _lastUsed = new long[GroupCount];
        for (int i = 0; i < _tables.Length; i++)
        {
            _tables[i] = new StateTable<TKey, TStored, TState, TKeys>(i, _places, keys, _layers, ownsKeys, timed, Moving);
        }
    }

    internal override int FirstGroup { get; }

    internal override int GroupCount { get; }

    internal override long Base
    {
        get
        {
            using Lock.Scope scope = Gate.EnterReader();
            return _layers.Base;
        }
    }

    internal override long Newest
    {
        get
        {
            using Lock.Scope scope = Gate.EnterReader();
            return _layers.Newest;
        }
    }

    internal override long Keys
    {
        get
        {
            using Lock.Scope scope = Gate.EnterReader();
            return CountLive();
        }
    }

    internal override long Bytes
    {
        get
        {
            using Lock.Scope scope = Gate.EnterReader();
            return CountBytes();
        }
    }

    /// <summary>What writers and readers enter by.</summary>
    internal StateGate Gate { get; } = new();

    /// <summary>Where the slots of each table lie; to be used inside the gate.</summary>
    internal ReadOnlySpan<StatePlaces<TKey, TStored, TState, TKeys>> Places => _places;

    /// <summary>How often slots have got other places.</summary>
    internal long Moves { get; private set; }

    /// <summary>The layer of the batch that is being run.</summary>
    internal StateLayer<TState> Layer => _layers.Current;

    internal override void Accept(IStateTablesVisitor<TKey, TState> visitor) => visitor.Visit(this, _keys);

    internal override void Begin(long version, long from)
    {
        using Lock.Scope scope = Gate.EnterReader();
        if (version <= _layers.Base)
        {
            throw new InvalidOperationException($"The batch of {version} ms cannot run again: state of {_layers.Base} ms is the oldest that is kept.");
        }

        Undo(version - 1);
        if (_layers.Newest != from)
        {
            throw new InvalidOperationException($"The batch of {version} ms changes state of {from} ms, and this partition has that of {_layers.Newest} ms.");
        }

        _layers.Open(version, CountLive());
    }

    internal override void RollBackTo(long version)
    {
        using Lock.Scope scope = Gate.EnterReader();
        ThrowUnlessKept(version);
        Undo(version);
    }

    internal override void Promote(long version)
    {
        using (Gate.EnterReader())
        {
            if (version <= _layers.Base)
            {
                return;
            }

            foreach (TableReader<TKey, TStored, TState, TKeys> reader in _readers)
            {
                reader.ReadAheadBefore(version);
            }

            NoteUses(version);
            _layers.Promote(version);
        }

        foreach (StateTable<TKey, TStored, TState, TKeys> table in _tables)
        {
            using Lock.Scope scope = Gate.EnterReader();
            if (table.Tombstones > 0)
            {
                table.Tidy();
            }
        }

        MakeRoom();
    }

    internal override void Discard()
    {
        using Lock.Scope scope = Gate.EnterReader();
        foreach (SpilledGroup? group in _spilled)
        {
            group?.File.Release();
        }

        _spill.Close();
        _spill.Count(0);
    }

    /// <summary>The table of a hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal StateTable<TKey, TStored, TState, TKeys> TableOf(ulong hash) => Table(TableIndexOf(hash));

    /// <summary>The table of a number; what is on disk is brought back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal StateTable<TKey, TStored, TState, TKeys> Table(int number)
    {
        if (_spilled[number] is { } group)
        {
            BringBack(number, group);
        }

        return _tables[number];
    }

    /// <summary>Asks the processor to load the place where the search for a hash begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prefetch(ulong hash) => _places[TableIndexOf(hash)].Prefetch(hash);

    /// <summary>The number of a hash's table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int TableIndexOf(ulong hash) => _groups is null ? 0 : _groups.GroupOf(hash) - FirstGroup;

    private void Undo(long version)
    {
        while (_layers.Count > 0 && _layers.Newest > version)
        {
            StateLayer<TState> layer = _layers[_layers.Count - 1];
            for (int i = layer.Count - 1; i >= 0; i--)
            {
                ref UndoRecord<TState> before = ref layer[i];
                _tables[before.Table].Undo(in before);
            }

            _layers.DropNewest();
        }
    }

    private void ThrowUnlessKept(long version)
    {
        if (version < _layers.Base)
        {
            throw new InvalidOperationException($"State of {version} ms is no longer kept; the oldest is that of {_layers.Base} ms.");
        }
    }

    private long CountLive()
    {
        long live = 0;
        for (int i = 0; i < _tables.Length; i++)
        {
            live += _spilled[i]?.Keys ?? _tables[i].Live;
        }

        return live;
    }

    private long CountBytes() => _layers.Bytes + _tables.Sum(table => table.Bytes) + BytesBehind();

    /// <summary>About how many bytes are behind the references in the tables: a few keys stand for all.</summary>
    private long BytesBehind()
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<StateSlot<TStored, TState>>())
        {
            return 0;
        }

        Span<(TKey, TState)> samples = new (TKey, TState)[BytesSamples];
        int count = 0;
        foreach (StateTable<TKey, TStored, TState, TKeys> table in _tables)
        {
            // No more than one of a group, which is the same for all that hash alike.
            count += table.TrySample(out samples[count]) ? 1 : 0;
            if (count == samples.Length)
            {
                break;
            }
        }

        long bytes = RecordSize.Of<(TKey, TState)>(samples[..count]) - ((long)count * Unsafe.SizeOf<(TKey, TState)>());
        return count == 0 ? 0 : bytes * _tables.Sum(table => (long)table.Live) / count;
    }
}
