using System.Buffers;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Keys with one value each, in order of first insertion: what a shuffle combines into.</summary>
/// <remarks>
/// Open addressing over a dense array of entries. A slot of the index is 8 bytes: the upper half of the key's hash and the
/// entry's number plus one, so most misses are settled without touching the entry, and growing rebuilds the index from the
/// stored hashes without touching a key. Entries are walked in insertion order, which makes every consumer deterministic.
/// Positions use the low bits of the hash; key groups use the high ones, so the keys of one group still spread.
/// </remarks>
internal sealed class CombineTable<TKey, TStored, TValue, TKeys> : IDisposable
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private const int MinCapacity = 64;
    private const int Ahead = 16;

    private readonly TKeys _keys;
    private readonly KeyArena? _arena;
    private ulong[] _index;
    private Entry[] _entries;
    private int _count;
    private int _limit;
    private uint _mask;

    /// <param name="keys">How keys hash, compare and are kept.</param>
    /// <param name="capacity">How many entries to make room for at first.</param>
    /// <param name="arena">Where keys that point into foreign blocks are copied, or null if keys outlive the table anyway.</param>
    internal CombineTable(TKeys keys, int capacity, KeyArena? arena)
    {
        _keys = keys;
        _arena = arena;
        _entries = ArrayPool<Entry>.Shared.Rent(Math.Max(capacity, MinCapacity));
        _index = RentIndex(Math.Max(capacity, MinCapacity), out _mask);
        _limit = Math.Min(_entries.Length, (int)(_mask / 4 * 3));
    }

    internal struct Entry
    {
        internal ulong Hash;
        internal TStored Key;
        internal TValue Value;
    }

    internal int Count => _count;

    /// <summary>The entries in order of first insertion.</summary>
    internal Span<Entry> Entries => _entries.AsSpan(0, _count);

    /// <summary>The entry of a number, from 0 in order of first insertion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref Entry At(int number) => ref _entries[number];

    /// <summary>How many bytes its entries take.</summary>
    internal long EntryBytes => ((long)_count * (Unsafe.SizeOf<Entry>() + (2 * sizeof(ulong)))) + (_arena?.Bytes ?? 0);

    /// <summary>About how many bytes its entries take with what they refer to.</summary>
    internal long Bytes
    {
        get
        {
            long bytes = EntryBytes;
            if (_count == 0 || !RuntimeHelpers.IsReferenceOrContainsReferences<Entry>())
            {
                return bytes;
            }

            var sample = new (TKey, TValue)[Math.Min(_count, 16)];
            for (int i = 0; i < sample.Length; i++)
            {
                ref readonly Entry entry = ref _entries[(int)((long)i * _count / sample.Length)];
                sample[i] = (KeyOf(in entry), entry.Value);
            }

            return bytes + (RecordSize.Of<(TKey, TValue)>(sample) * _count / sample.Length);
        }
    }

    /// <summary>Whether the table has outgrown the caches that make a prefetch pointless.</summary>
    internal bool IsLarge
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _mask >= 16 * 1024;
    }

    /// <summary>Finds a key's value, adding the key with a default value if it is new.</summary>
    /// <param name="key">The key in its stored form.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="existed">Whether the key was there.</param>
    /// <returns>The value's place, valid until the next call.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref TValue FindOrAdd(in TStored key, ulong hash, out bool existed) => ref FindOrAdd(in key, hash, (uint)hash & _mask, out existed);

    /// <summary>The same, from where <see cref="Foresee"/> said that the search goes on in the index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref TValue FindOrAdd(in TStored key, ulong hash, uint position, out bool existed)
    {
        ulong[] index = _index;
        uint tag = (uint)(hash >> 32);
        while (true)
        {
            ulong slot = index[position];
            if (slot == 0)
            {
                existed = false;
                return ref Add(in key, hash, position);
            }

            if ((uint)(slot >> 32) == tag)
            {
                ref Entry entry = ref _entries[(uint)slot - 1];
                if (_keys.Equals(in entry.Key, in key))
                {
                    existed = true;
                    return ref entry.Value;
                }
            }

            position = (position + 1) & _mask;
        }
    }

    /// <summary>The key of an entry as records carry it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TKey KeyOf(in Entry entry) => _keys.Load(in entry.Key);

    /// <summary>Merges pairs into the table; of a key that is there, the table's value comes first.</summary>
    internal void Merge<TSource, TCombiner>(ReadOnlySpan<(TKey Key, TValue Value)> pairs, TCombiner combiner)
        where TCombiner : struct, ICombiner<TSource, TValue>
    {
        foreach ((TKey key, TValue incoming) in pairs)
        {
            ref TValue value = ref FindOrAdd(_keys.Form(key, out ulong hash), hash, out bool existed);
            value = existed ? combiner.Merge(value, incoming) : incoming;
        }
    }

    /// <summary>Merges a hash range of what is on disk into the table.</summary>
    internal void Merge<TSource, TCombiner>(RunBucket<TKey, TValue> runs, int range, TCombiner combiner)
        where TCombiner : struct, ICombiner<TSource, TValue>
    {
        foreach (ArraySegment<(TKey Key, TValue Value)> pairs in runs.Read(range))
        {
            Merge<TSource, TCombiner>(pairs, combiner);
        }
    }

    /// <summary>Pushes the pairs in order of first insertion, or the entries themselves to a sink that takes them.</summary>
    internal void Push<TSink>(ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, TValue Value)>
    {
        ReadOnlySpan<Entry> entries = Entries;
        for (int start = 0; start < entries.Length && task.Continue(); start += Chunks.Records)
        {
            ReadOnlySpan<Entry> chunk = entries.Slice(start, Math.Min(Chunks.Records, entries.Length - start));
            if (sink is IEntrySink<TKey, TStored, TValue, TKeys> entrySink)
            {
                entrySink.Push(chunk);
            }
            else
            {
                PushPairs(chunk, ref sink);
            }
        }
    }

    /// <summary>Asks the processor to load the index slot of a hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void PrefetchSlot(ulong hash)
    {
        if (Sse.IsSupported)
        {
            // A prefetch of an address that the collector has just vacated is harmless.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_index), (uint)hash & _mask)));
        }
    }

    /// <summary>Finds out where in the index the search for a hash probably ends, and asks the processor to load the entry.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="room">How many keys may be added before what this says is used: the index keeps its length until then.</param>
    /// <returns>Where to go on looking for the hash: behind its first place if that belongs to another key.</returns>
    /// <remarks>Without a branch on that, which the processor could not foretell. Looking further than one place is more work than it saves.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Foresee(ulong hash, int room)
    {
        if (_count > _limit - room)
        {
            MakeRoom(room);
        }

        uint position = (uint)hash & _mask;
        position = (position + IsOther(SlotAt(position), hash)) & _mask;
        PrefetchEntryAt(position);
        return position;
    }

    /// <summary>The same for some hashes, before the first of them is looked up: few enough to stay near until then.</summary>
    /// <param name="hashes">The hashes.</param>
    /// <param name="positions">Takes where to go on looking for each.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ForeseeAll(ReadOnlySpan<ulong> hashes, Span<uint> positions)
    {
        bool isLarge = IsLarge;
        for (int i = 0; isLarge && i < hashes.Length; i++)
        {
            PrefetchSlot(hashes[i]);
        }

        for (int i = 0; i < hashes.Length; i++)
        {
            positions[i] = Foresee(hashes[i], hashes.Length);
        }
    }

    /// <summary>Takes the entries of another table into this one, which is empty.</summary>
    internal void Adopt(ReadOnlySpan<Entry> entries)
    {
        Debug.Assert(_count == 0 && _arena is null, "Only an empty table adopts entries, and only if others keep their keys.");
        MakeRoom(entries.Length);
        entries.CopyTo(_entries);
        _count = entries.Length;
        IndexAll();
    }

    /// <summary>No key is looked up or added any more: frees what that takes, half of the table or so.</summary>
    internal void Seal()
    {
        ArrayPool<ulong>.Shared.Return(_index);
        _index = [];
    }

    public void Dispose()
    {
        Entry[] entries = Interlocked.Exchange(ref _entries, []);
        if (entries.Length > 0)
        {
            if (RuntimeHelpers.IsReferenceOrContainsReferences<Entry>())
            {
                Array.Clear(entries, 0, _count);
            }

            ArrayPool<Entry>.Shared.Return(entries);
            ArrayPool<ulong>.Shared.Return(_index);
        }

        _index = [];
        _count = 0;
        _arena?.Dispose();
    }

    private static ulong[] RentIndex(int entries, out uint mask)
    {
        // About half full, a power of two. No larger than that: it is looked into at random, and small is near.
        uint size = BitOperations.RoundUpToPowerOf2((uint)Math.Min(entries, 1 << 29) / 4 * 7);
        ulong[] index = ArrayPool<ulong>.Shared.Rent((int)size);
        Array.Clear(index, 0, (int)size);
        mask = size - 1;
        return index;
    }

    /// <summary>1 if a slot of the index is taken by another hash, or else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint IsOther(ulong slot, ulong hash) => (uint)(((0UL - (uint)slot) & (0UL - ((slot ^ hash) >> 32))) >> 63);

    /// <summary>What stands in the index for an entry: a part of its hash, and its number and one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong IndexOf(ulong hash, int number) => (hash & 0xFFFF_FFFF_0000_0000) | ((uint)number + 1);

    /// <summary>A slot of the index; the position is not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong SlotAt(uint position) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_index), position);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void PrefetchEntryAt(uint position)
    {
        if (Sse.IsSupported)
        {
            // An entry may lie across two cache lines, and comparing needs both its ends. A slot that is not taken stands for what lies before the
            // first entry, and to ask for that does no harm.
            nint number = (nint)(uint)SlotAt(position) - 1;
            byte* entry = (byte*)Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), number));
            Sse.Prefetch0(entry);
            Sse.Prefetch0(entry + Unsafe.SizeOf<Entry>() - 1);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeRoom(int room)
    {
        while (_count > _limit - room)
        {
            Grow(Math.Max(_count * 2, room * 2));
        }
    }

    // A method of its own for the reason that Chunks gives.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PushPairs<TSink>(ReadOnlySpan<Entry> entries, ref TSink sink)
        where TSink : struct, IRecordSink<(TKey Key, TValue Value)>
    {
        foreach (ref readonly Entry entry in entries)
        {
            sink.Push((KeyOf(in entry), entry.Value));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue Add(in TStored key, ulong hash, uint position)
    {
        if (_count == _limit)
        {
            Grow(_count * 2);
            position = (uint)hash & _mask;
            while (_index[position] != 0)
            {
                position = (position + 1) & _mask;
            }
        }

        int number = _count++;
        _index[position] = IndexOf(hash, number);
        ref Entry entry = ref _entries[number];
        entry.Hash = hash;
        entry.Key = _arena is null ? key : _keys.Own(in key, _arena);
        entry.Value = default!;
        return ref entry.Value;
    }

    private void Grow(int capacity)
    {
        if (_count >= 1 << 29)
        {
            throw new InvalidOperationException($"One partition cannot combine more than {1 << 29} keys; raise the partition count of the shuffle.");
        }

        Entry[] entries = _entries;
        if (entries.Length < capacity)
        {
            entries = ArrayPool<Entry>.Shared.Rent(capacity);
            Array.Copy(_entries, entries, _count);
        }

        ulong[] index = RentIndex(capacity, out uint mask);
        if (entries != _entries)
        {
            if (RuntimeHelpers.IsReferenceOrContainsReferences<Entry>())
            {
                Array.Clear(_entries, 0, _count);
            }

            ArrayPool<Entry>.Shared.Return(_entries);
        }

        ArrayPool<ulong>.Shared.Return(_index);
        (_entries, _index, _mask) = (entries, index, mask);
        _limit = Math.Min(entries.Length, (int)(mask / 4 * 3));
        IndexAll();
    }

    /// <summary>Puts all entries into the empty index, without looking at a key: they are different.</summary>
    private void IndexAll()
    {
        ReadOnlySpan<Entry> entries = Entries;
        for (int i = 0; i < entries.Length; i++)
        {
            PrefetchSlot(entries[Math.Min(i + Ahead, entries.Length - 1)].Hash);
            uint position = (uint)entries[i].Hash & _mask;
            while (_index[position] != 0)
            {
                position = (position + 1) & _mask;
            }

            _index[position] = IndexOf(entries[i].Hash, i);
        }
    }
}
