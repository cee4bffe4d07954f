using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Where the slots of one table lie: all that a lookup needs besides them.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as slots hold them.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
/// <remarks>
/// The slots are pinned, so that the first one may lie where a cache line begins, and is found without looking at the array's own header.
/// This of all of a partition's tables lies side by side: a batch looks into a thousand tables at random. Either would be one more
/// place in memory to wait for.
/// </remarks>
internal readonly struct StatePlaces<TKey, TStored, TState, TKeys>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private const int CacheLine = 64;

    private readonly nint _first;

    /// <param name="memory">What <see cref="Allocate"/> gave; to be kept alive by whoever keeps this.</param>
    /// <param name="length">The number of places, a power of two.</param>
    internal unsafe StatePlaces(StateSlot<TStored, TState>[] memory, int length)
    {
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory));
        _first = memory.Length > length ? (start + CacheLine - 1) & -CacheLine : start;
        Mask = (uint)length - 1;
    }

    /// <summary>The number of places, less one.</summary>
    internal uint Mask { get; }

    /// <summary>Whether the first slot may be anywhere in its array: the collector looks for references at the array's elements.</summary>
    private static bool BeginsAnywhere => !RuntimeHelpers.IsReferenceOrContainsReferences<StateSlot<TStored, TState>>();

    /// <summary>Makes empty slots that the collector does not move.</summary>
    internal static StateSlot<TStored, TState>[] Allocate(int length)
    {
        // Some more, so that the first one may lie where a cache line begins.
        int spare = BeginsAnywhere ? (CacheLine / Unsafe.SizeOf<StateSlot<TStored, TState>>()) + 1 : 0;
        return GC.AllocateArray<StateSlot<TStored, TState>>(length + spare, pinned: true);
    }

    /// <summary>The slot of a place, which must be one of the table's: it is not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe ref StateSlot<TStored, TState> At(int place) =>
        ref Unsafe.Add(ref Unsafe.AsRef<StateSlot<TStored, TState>>((void*)_first), (nint)place);

    /// <summary>Asks the processor to load the place where the search for a hash begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prefetch(ulong hash) => Prefetch((uint)hash & Mask);

    /// <summary>Says where the key of a hash probably is, and asks the processor to load that.</summary>
    /// <returns>A place where a search may begin, as long as the table is not built anew: all before it belong to other keys.</returns>
    /// <remarks>
    /// To be called when the first place has been loaded. A third of the keys of a table that is half full lie behind it; a search that
    /// goes on into a line that nobody has asked for waits longer than all else takes.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Guess(ulong hash)
    {
        uint place = (uint)hash & Mask;
        uint mark = At((int)place).Mark;
        bool isOther = (mark | SlotMark.Live) != SlotMark.Of(hash) & mark != 0;
        place = (place + (isOther ? 1u : 0u)) & Mask;
        Prefetch(place);
        return place;
    }

    /// <summary>Finds a key.</summary>
    /// <param name="start">Where to begin: the first place of the hash, or what <see cref="Guess"/> gave.</param>
    /// <param name="keys">How keys compare.</param>
    /// <param name="key">The key in its stored form.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="found">Whether the key has a place; it may be a tombstone.</param>
    /// <returns>The key's place, or the empty one where it belongs; valid until the table is written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Find(uint start, TKeys keys, in TStored key, ulong hash, out bool found)
    {
        uint mark = SlotMark.Of(hash);
        uint place = start;
        while (true)
        {
            ref StateSlot<TStored, TState> slot = ref At((int)place);
            if ((slot.Mark | SlotMark.Live) == mark && keys.Equals(in slot.Key, in key))
            {
                found = true;
                return (int)place;
            }

            if (slot.Mark == 0)
            {
                found = false;
                return (int)place;
            }

            place = (place + 1) & Mask;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void Prefetch(uint place)
    {
        if (Sse.IsSupported)
        {
            byte* slot = (byte*)_first + ((nuint)place * (nuint)Unsafe.SizeOf<StateSlot<TStored, TState>>());
            Sse.Prefetch0(slot);
            if (!BeginsAnywhere || CacheLine % Unsafe.SizeOf<StateSlot<TStored, TState>>() != 0)
            {
                // It may lie in two lines.
                Sse.Prefetch0(slot + Unsafe.SizeOf<StateSlot<TStored, TState>>() - 1);
            }
        }
    }
}
