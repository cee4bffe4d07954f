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

    // A part of the cache that each core of common processors has for itself.
    private const int CachedBytes = 256 * 1024;

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

    /// <summary>Whether two slots lie in a cache line, so that both may be looked at at once.</summary>
    private static bool ArePaired => BeginsAnywhere && CacheLine % (2 * Unsafe.SizeOf<StateSlot<TStored, TState>>()) == 0;

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
    internal void Prefetch(ulong hash) => Prefetch(First((uint)hash));

    /// <summary>Asks the processor to load all slots, if its cache probably holds them.</summary>
    /// <remarks>Random look-ups in what is not there wait longer for each place than loading all of them in order takes.</remarks>
    internal unsafe void PrefetchAll()
    {
        nint bytes = ((nint)Mask + 1) * Unsafe.SizeOf<StateSlot<TStored, TState>>();
        for (nint i = 0; Sse.IsSupported && bytes <= CachedBytes && i < bytes; i += CacheLine)
        {
            Sse.Prefetch0((byte*)_first + i);
        }
    }

    /// <summary>The place where the search for a hash begins: where slots are small, the first one of a cache line.</summary>
    /// <param name="hash">The lower bits of a hash, as many as a mark has.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint First(uint hash) => hash & Mask & (ArePaired ? ~1u : ~0u);

    /// <summary>Looks at a place for the key of a hash, and at the one behind it if they lie in a cache line.</summary>
    /// <param name="place">The place; takes the one where the search goes on, which the processor is asked to load.</param>
    /// <param name="hash">The hash.</param>
    /// <returns>1 if it goes on behind what has been looked at, since that belongs for certain to other keys; or else 0.</returns>
    /// <remarks>Without branches, which the processor could not foretell.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Skip(ref uint place, ulong hash)
    {
        uint wanted = SlotMark.Of(hash);
        uint skipped = IsOther(At((int)place).Newest.Mark, wanted);
        uint behind = skipped;
        if (ArePaired)
        {
            behind &= IsOther(At((int)place + 1).Newest.Mark, wanted);
            skipped += behind;
        }

        place = (place + skipped) & Mask;
        Prefetch(place);
        return behind;
    }

    /// <summary>Where a slot lies, for as long as the table is not built anew.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal nint AddressOf(uint place) => _first + ((nint)place * Unsafe.SizeOf<StateSlot<TStored, TState>>());

    /// <summary>The slot that lies somewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe ref StateSlot<TStored, TState> AtAddress(nint address) => ref Unsafe.AsRef<StateSlot<TStored, TState>>((void*)address);

    /// <summary>Finds a key.</summary>
    /// <param name="start">Where to begin: the first place of the hash, or a later one with all between them of other keys.</param>
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
            if ((slot.Newest.Mark | SlotMark.Live) == mark && keys.Equals(in slot.Key, in key))
            {
                found = true;
                return (int)place;
            }

            if (slot.IsEmpty)
            {
                found = false;
                return (int)place;
            }

            place = (place + 1) & Mask;
        }
    }

    /// <summary>1 for the mark of another key than that of the wanted mark, or else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint IsOther(uint mark, uint wanted)
    {
        // The highest bit is that of a used slot. Where it is set, the difference has none there, and its negative has if it is not 0.
        uint difference = (mark | SlotMark.Live) ^ wanted;
        return (mark & (0 - difference)) >> 31;
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
