using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansStream.Encoding;

namespace OrleansStream.Stateful;

/// <content>Growing, shrinking, and getting rid of tombstones.</content>
internal sealed partial class StateTable<TKey, TStored, TState, TKeys>
{
    // Small: there are a thousand tables.
    private const int ArenaBlockSize = 1024;

    private const int PageLength = 4096;

    /// <summary>Makes room for keys that are about to be added.</summary>
    internal void Reserve(int keys)
    {
        if (_used + keys > _limit)
        {
            Build((long)_used - UselessTombstones() + keys);
        }
    }

    /// <summary>Writes to every page of a table that has no key yet. An operating system that is first asked to read a new page shows one that all
    /// share, and has to stop all processors when it is then written.</summary>
    internal void TouchPages()
    {
        if (_used > 0)
        {
            return;
        }

        Span<byte> bytes = MemoryMarshal.CreateSpan(ref Unsafe.As<StateSlot<TStored, TState>, byte>(ref At(0)), Slots.Length * Unsafe.SizeOf<StateSlot<TStored, TState>>());
        for (int i = 0; i < bytes.Length; i += PageLength)
        {
            // A new slot is zero in all its bytes.
            bytes[i] = 0;
        }
    }

    /// <summary>Builds the table anew if enough of it is of no use.</summary>
    internal void Tidy()
    {
        int enough = Math.Max(MinLength, Live / 4);
        if (IsPinned || Tombstones <= enough || _layers.Base < _tidyAgainFrom)
        {
            return;
        }

        int useless = UselessTombstones();
        if (useless > enough)
        {
            Build(WithRoom(_used - useless));
        }
        else
        {
            // What is of use to older versions is so until the last of them has gone; nothing is gained by counting at every commit in between.
            _tidyAgainFrom = _layers.Newest;
        }
    }

    /// <summary>Gives all memory back; the states are elsewhere.</summary>
    internal void Empty()
    {
        _moving(_number);
        _memory = NoSlots;
        Places = new StatePlaces<TKey, TStored, TState, TKeys>(NoSlots, 2);
        _used = 0;
        _limit = 0;
        Live = 0;
        _arena = null;
        _idle?.Invalidate();
    }

    /// <summary>Puts a key into an empty place, as a tombstone that no batch has written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Occupy(int place, in TStored key, ulong hash, out int occupied)
    {
        if (_used >= _limit)
        {
            Build(WithRoom(_used - UselessTombstones() + 1));
            place = Find(in key, hash, out _);
        }

        _used++;
        ref StateSlot<TStored, TState> slot = ref At((int)place);
        slot.Newest.Mark = SlotMark.Of(hash) & ~SlotMark.Live;
        slot.Key = _ownsKeys ? _keys.Own(in key, _arena ??= new KeyArena(ArenaBlockSize)) : key;
        slot.Newest.Stamp = StateLayers<TState>.Never;
        occupied = place;
    }

    /// <summary>A quarter more, so that a table that tombstones fill is not built anew for every few keys.</summary>
    private static long WithRoom(int keys) => keys * 5L / 4;

    /// <summary>Moves all keys but useless tombstones to new places.</summary>
    /// <param name="keys">How many keys to make room for: no fewer than are moved.</param>
    private void Build(long keys)
    {
        if (keys > MaxLength / 4 * 3)
        {
            throw new InvalidOperationException(
                $"One key group cannot hold more than {MaxLength / 4 * 3} keys; give the job more key groups, or the partitioner more partitions.");
        }

        _moving(_number);
        Span<StateSlot<TStored, TState>> old = Slots;

        // At most three quarters full; after growing, not much more than a third.
        uint length = Math.Max(MinLength, BitOperations.RoundUpToPowerOf2((uint)(keys * 4 / 3) + 1));
        Allocate((int)length);
        _limit = (int)(length / 4 * 3);
        bool isNew = _used == 0;
        _used = 0;
        if (!isNew)
        {
            TouchPages();
        }

        // The old blocks are not given back: readers may be looking at keys in them.
        _arena = null;
        foreach (ref StateSlot<TStored, TState> slot in old)
        {
            if (!slot.IsEmpty && !IsUseless(in slot))
            {
                Move(ref slot);
            }
        }

        _idle?.Invalidate();
    }

    private void Allocate(int length)
    {
        _memory = StatePlaces<TKey, TStored, TState, TKeys>.Allocate(length);
        Places = new StatePlaces<TKey, TStored, TState, TKeys>(_memory, length);
    }

    private void Move(ref StateSlot<TStored, TState> slot)
    {
        uint mask = Places.Mask;
        uint place = Places.First(slot.Newest.Mark);
        while (!At((int)place).IsEmpty)
        {
            place = (place + 1) & mask;
        }

        _used++;
        At((int)place) = slot;
        if (_ownsKeys)
        {
            At((int)place).Key = _keys.Own(in slot.Key, _arena ??= new KeyArena(ArenaBlockSize));
        }

        ref readonly SlotVersion<TState> version = ref slot.Newest;
        while (version.Stamp > _layers.Base)
        {
            ref UndoRecord<TState> record = ref _layers.Of(version.Stamp)[version.Undo];
            record.Slot = (int)place;
            version = ref record.Before;
        }
    }

    /// <summary>Whether a slot has no state in any version.</summary>
    private bool IsUseless(ref readonly StateSlot<TStored, TState> slot) => !slot.IsLive && slot.Newest.Stamp <= _layers.Base;

    private int UselessTombstones()
    {
        int useless = 0;
        if (Tombstones > 0)
        {
            foreach (ref StateSlot<TStored, TState> slot in Slots)
            {
                useless += !slot.IsEmpty && IsUseless(in slot) ? 1 : 0;
            }
        }

        return useless;
    }
}
