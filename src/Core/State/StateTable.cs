using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>The states of one key group, with their older versions.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as slots hold them.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
/// <remarks>
/// Open addressing with everything in the slot, so that a lookup touches memory once. A slot that a batch writes for the first time is
/// saved to the batch's layer, which names the slot by its place: places change only when the table is built anew, and then the chains of
/// records that lead from the slots are told. A removed key stays as a tombstone as long as a layer refers to it, and after that until there
/// are enough of them to build the table anew. Not thread-safe.
/// </remarks>
internal sealed partial class StateTable<TKey, TStored, TState, TKeys>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private const int MinLength = 8;

    // As many places as the bits of a mark can tell apart.
    private const int MaxLength = 1 << 30;

    private static readonly StateSlot<TStored, TState>[] NoSlots = StatePlaces<TKey, TStored, TState, TKeys>.Allocate(2);

    private readonly int _number;
    private readonly StatePlaces<TKey, TStored, TState, TKeys>[] _places;
    private readonly TKeys _keys;
    private readonly StateLayers<TState> _layers;
    private readonly bool _ownsKeys;
    private readonly IdleLog? _idle;
    private readonly Action<int> _moving;
    private KeyArena? _arena;

    private StateSlot<TStored, TState>[] _memory = NoSlots;
    private int _used;
    private int _limit;
    private long _tidyAgainFrom = StateLayers<TState>.Never;

    /// <param name="number">The table's place in its partition.</param>
    /// <param name="places">Where the slots of the partition's tables lie; the table keeps its own up.</param>
    /// <param name="keys">How keys hash, compare and are kept.</param>
    /// <param name="layers">The partition's versions.</param>
    /// <param name="ownsKeys">Whether keys may point into blocks that end before the state does.</param>
    /// <param name="timed">Whether idle keys will be asked for.</param>
    /// <param name="moving">Told the table's number before slots get other places.</param>
    internal StateTable(
        int number,
        StatePlaces<TKey, TStored, TState, TKeys>[] places,
        TKeys keys,
        StateLayers<TState> layers,
        bool ownsKeys,
        bool timed,
        Action<int> moving)
    {
        _number = number;
        _places = places;
        _keys = keys;
        _layers = layers;
        _ownsKeys = ownsKeys;
        _idle = timed ? new IdleLog() : null;
        _moving = moving;
        Places = new StatePlaces<TKey, TStored, TState, TKeys>(NoSlots, 2);
    }

    /// <summary>Every place, also empty ones and tombstones.</summary>
    internal Span<StateSlot<TStored, TState>> Slots => MemoryMarshal.CreateSpan(ref At(0), (int)Places.Mask + 1);

    /// <summary>Whether somebody holds places of the table while others are let in, so that it must not be tidied.</summary>
    internal bool IsPinned { get; set; }

    /// <summary>The table's place in its partition.</summary>
    internal int Number => _number;

    /// <summary>How many keys have a state in the newest version.</summary>
    internal int Live { get; private set; }

    /// <summary>How many places are taken by keys without a state.</summary>
    internal int Tombstones => _used - Live;

    /// <summary>About how many bytes the table takes, without what its states refer to.</summary>
    internal long Bytes => ((long)_memory.Length * Unsafe.SizeOf<StateSlot<TStored, TState>>()) + (_arena?.Bytes ?? 0) + (_idle?.Bytes ?? 0);

    private ref StatePlaces<TKey, TStored, TState, TKeys> Places
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _places[_number];
    }

    /// <summary>Gives one key with its state, if there is any.</summary>
    internal bool TrySample(out (TKey Key, TState State) entry)
    {
        for (int place = 0; Live > 0; place++)
        {
            ref StateSlot<TStored, TState> slot = ref At(place);
            if (slot.IsLive)
            {
                entry = (KeyOf(in slot), slot.Newest.State);
                return true;
            }
        }

        entry = default;
        return false;
    }

    /// <summary>Finds a key, as <see cref="StatePlaces{TKey, TStored, TState, TKeys}.Find"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Find(in TStored key, ulong hash, out bool found)
    {
        ref StatePlaces<TKey, TStored, TState, TKeys> places = ref Places;
        return places.Find(places.First((uint)hash), _keys, in key, hash, out found);
    }

    /// <summary>The slot of a place, which must be one of the table's: it is not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref StateSlot<TStored, TState> At(int place) => ref Places.At(place);

    /// <summary>The key of a slot as records carry it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TKey KeyOf(ref readonly StateSlot<TStored, TState> slot) => _keys.Load(in slot.Key);

    /// <summary>Sets the state of the key of a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Write(int place, TState state)
    {
        ref StateSlot<TStored, TState> slot = ref At(place);
        Save(ref slot, place);
        if (!slot.IsLive)
        {
            slot.Newest.Mark |= SlotMark.Live;
            Live++;
        }

        slot.Newest.State = state;
    }

    /// <summary>Gives a key a state for the first time.</summary>
    /// <param name="place">The empty place where the key belongs.</param>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="state">Its state.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Insert(int place, in TStored key, ulong hash, TState state)
    {
        Occupy(place, in key, hash, out place);
        Write(place, state);
    }

    /// <summary>Finds a key's place, and gives it one without a state if it has none.</summary>
    internal int FindOrOccupy(in TStored key, ulong hash)
    {
        int place = Find(in key, hash, out bool found);
        if (!found)
        {
            Occupy(place, in key, hash, out place);
        }

        return place;
    }

    /// <summary>Asks the processor to load the place where the search for a hash begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prefetch(ulong hash) => Places.Prefetch(hash);

    /// <summary>Asks the processor to load all places, as <see cref="StatePlaces{TKey, TStored, TState, TKeys}.PrefetchAll"/> does.</summary>
    internal void PrefetchAll() => Places.PrefetchAll();

    /// <summary>Gives a key a state, whether or not it has one.</summary>
    internal void Put(in TStored key, ulong hash, TState state)
    {
        int place = Find(in key, hash, out bool found);
        if (found)
        {
            Write(place, state);
        }
        else
        {
            Insert(place, in key, hash, state);
        }
    }

    /// <summary>Takes the state of the key of a place away.</summary>
    internal void Remove(int place)
    {
        ref StateSlot<TStored, TState> slot = ref At(place);
        Save(ref slot, place);
        slot.Newest.Mark &= ~SlotMark.Live;
        slot.Newest.State = default!;
        Live--;
    }

    /// <summary>Counts the key of a place as used by the present batch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Touch(int place) => Save(ref At(place), place);

    /// <summary>Notes that the present batch uses the key of a place for the first time, after the slot is saved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void NoteUse(int place) => _idle?.Add(_layers.Current.Time, place);

    /// <summary>Gives a key a state in the oldest version, before there are layers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Load(in TStored key, ulong hash, TState state, long stamp)
    {
        if (stamp > _layers.Base)
        {
            ThrowNewer(in key, stamp);
        }

        int place = Find(in key, hash, out bool found);
        if (!found)
        {
            Occupy(place, in key, hash, out place);
        }

        ref StateSlot<TStored, TState> slot = ref At(place);
        if (!slot.IsLive)
        {
            slot.Newest.Mark |= SlotMark.Live;
            Live++;
        }

        slot.Newest.Stamp = stamp;
        slot.Newest.State = state;
        _idle?.Invalidate();
    }

    private void ThrowNewer(in TStored key, long stamp) =>
        throw new InvalidOperationException($"The key '{_keys.Load(in key)}' of {stamp} ms is loaded into a version of {_layers.Base} ms.");

    /// <summary>Takes the state of a key away in the oldest version, before there are layers.</summary>
    internal void LoadRemoved(in TStored key, ulong hash)
    {
        int place = Find(in key, hash, out _);
        ref StateSlot<TStored, TState> slot = ref At(place);
        if (slot.IsLive)
        {
            slot.Newest.Mark &= ~SlotMark.Live;
            slot.Newest.State = default!;
            slot.Newest.Stamp = _layers.Base;
            Live--;
            _idle?.Invalidate();
        }
    }

    /// <summary>Makes a slot again what a layer says it was.</summary>
    internal void Undo(ref readonly UndoRecord<TState> before)
    {
        ref StateSlot<TStored, TState> slot = ref At(before.Slot);
        Live += (before.Before.IsLive ? 1 : 0) - (slot.IsLive ? 1 : 0);
        slot.Newest = before.Before;
        _idle?.Invalidate();
    }

    /// <summary>The state that a slot had at a version.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="version">The version; not older than the oldest one.</param>
    /// <param name="state">The state.</param>
    /// <param name="stamp">The batch that had written the slot last.</param>
    /// <returns>Whether the key had a state.</returns>
    internal bool TryRead(ref readonly StateSlot<TStored, TState> slot, long version, out TState state, out long stamp)
    {
        ref readonly SlotVersion<TState> shown = ref slot.Newest;
        while (shown.Stamp > version)
        {
            shown = ref _layers.Of(shown.Stamp)[shown.Undo].Before;
        }

        state = shown.State;
        stamp = shown.Stamp;
        return shown.IsLive;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Save(ref StateSlot<TStored, TState> slot, int place)
    {
        if (_layers.Current.TrySave(ref slot, _number, place))
        {
            NoteUse(place);
        }
    }
}
