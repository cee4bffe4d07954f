using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Finds out where the keys of a chunk are in a partition's tables, all of them together.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
/// <remarks>
/// A third of the keys of a table that is half full lie behind their first place. A search that goes on into memory that nobody has asked
/// for waits longer than all else takes, so all searches go on together, a place at a time, until few are left.
/// </remarks>
internal sealed class KeyLocator<TKey, TStored, TState, TKeys>(TablePartition<TKey, TStored, TState, TKeys> tables, TKeys keys)
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    /// <summary>The most keys in a chunk.</summary>
    internal const int ChunkLength = 256;

    // So few that waiting for them together is not worth a round.
    private const int FewFurther = 2;

    private readonly LocatedKey[] _located = new LocatedKey[ChunkLength];
    private readonly byte[] _further = new byte[ChunkLength];

    /// <summary>Room for the keys of a chunk.</summary>
    /// <param name="length">How many there are.</param>
    internal Span<LocatedKey> Chunk(int length) => _located.AsSpan(0, length);

    /// <summary>The slot of a key's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ref StateSlot<TStored, TState> SlotOf(ref readonly LocatedKey one) =>
        ref StatePlaces<TKey, TStored, TState, TKeys>.AtAddress(one.Slot);

    /// <summary>Sets the hash of a key, with the table that follows from it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Set(ref LocatedKey one, ulong hash)
    {
        one.Hash = hash;
        one.Table = tables.TableIndexOf(hash);
    }

    /// <summary>Finds out where keys with a hash probably are, and has those places loaded; called inside the gate.</summary>
    internal void Locate(Span<LocatedKey> located)
    {
        for (int i = 0; tables.HasSpilled && i < located.Length; i++)
        {
            // Brings it back.
            tables.Table(located[i].Table);
        }

        Prefetch(located);
        Search(located);
    }

    /// <summary>Goes on looking for a key to its end: to its place, or the empty one where it belongs.</summary>
    /// <param name="key">The key.</param>
    /// <param name="one">Where to begin looking; takes the place.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Find(in TStored key, ref LocatedKey one)
    {
        ref readonly StatePlaces<TKey, TStored, TState, TKeys> places = ref tables.Places[one.Table];
        Set(ref one, in places, (uint)places.Find((uint)one.Place, keys, in key, one.Hash, out _));
    }

    // In a loop of its own, which the processor runs so far ahead that it waits for many places at once.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Prefetch(ReadOnlySpan<LocatedKey> located)
    {
        ReadOnlySpan<StatePlaces<TKey, TStored, TState, TKeys>> places = tables.Places;
        foreach (ref readonly LocatedKey one in located)
        {
            places[one.Table].Prefetch(one.Hash);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Search(Span<LocatedKey> located)
    {
        ReadOnlySpan<StatePlaces<TKey, TStored, TState, TKeys>> places = tables.Places;
        Span<byte> further = _further;
        int count = 0;
        for (int i = 0; i < located.Length; i++)
        {
            ref LocatedKey one = ref located[i];
            further[count] = (byte)i;
            count += Look(ref one, in places[one.Table], places[one.Table].First((uint)one.Hash));
        }

        while (count > FewFurther)
        {
            int left = 0;
            for (int i = 0; i < count; i++)
            {
                byte number = further[i];
                ref LocatedKey one = ref located[number];
                further[left] = number;
                left += Look(ref one, in places[one.Table], (uint)one.Place);
            }

            count = left;
        }
    }

    /// <summary>Looks at a place, as <see cref="StatePlaces{TKey, TStored, TState, TKeys}.Skip"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Look(ref LocatedKey one, ref readonly StatePlaces<TKey, TStored, TState, TKeys> places, uint place)
    {
        uint skipped = places.Skip(ref place, one.Hash);
        Set(ref one, in places, place);
        return (int)skipped;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Set(ref LocatedKey one, ref readonly StatePlaces<TKey, TStored, TState, TKeys> places, uint place)
    {
        one.Place = (int)place;
        one.Slot = places.AddressOf(place);
    }
}
