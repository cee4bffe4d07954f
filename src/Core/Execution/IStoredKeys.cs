using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>How a table keeps keys: the form that lies in its entries may differ from the form that records carry.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as entries hold them.</typeparam>
internal interface IStoredKeys<TKey, TStored>
{
    /// <summary>Whether keys are better hashed some dozens at a time than one by one as they come: if that reads bytes elsewhere and branches
    /// on their number, and holding a key for a while costs nothing.</summary>
    bool HashTogether { get; }

    /// <summary>The key's hash: that of its identity.</summary>
    ulong Hash(TKey key);

    /// <summary>The stored form of a key, which may still point into the record's block.</summary>
    TStored Form(TKey key);

    /// <summary>The stored form of a key and its hash, for those who need both: they look at the same bytes.</summary>
    TStored Form(TKey key, out ulong hash);

    /// <summary>Makes the stored form of a key where it is to lie, which may be in an array: that a form is large then costs no copy.</summary>
    /// <returns>The key's hash.</returns>
    ulong FormAt(ref TStored place, TKey key);

    /// <summary>Whether two stored forms are of the same key.</summary>
    bool Equals(in TStored left, in TStored right);

    /// <summary>Whether a stored form is that of a key, which is not formed for it.</summary>
    bool IsOf(in TStored stored, TKey key);

    /// <summary>A stored form that points into the arena where it pointed into a foreign block.</summary>
    TStored Own(in TStored stored, KeyArena arena);

    /// <summary>The key as records carry it.</summary>
    TKey Load(in TStored stored);

    /// <summary>The hash of a key in its stored form.</summary>
    ulong HashOf(in TStored stored);

    /// <summary>Writes keys for another process.</summary>
    void Write(ReadOnlySpan<TStored> keys, Codec<TKey> codec, IBufferWriter<byte> output);

    /// <summary>Reads keys that <see cref="Write"/> wrote.</summary>
    /// <param name="bytes">Exactly what was written.</param>
    /// <param name="codec">The codec of keys.</param>
    /// <param name="keys">Room for exactly as many keys.</param>
    /// <param name="arena">Keeps what keys point into.</param>
    /// <exception cref="CodecException">The bytes are damaged.</exception>
    void Read(ReadOnlySpan<byte> bytes, Codec<TKey> codec, Span<TStored> keys, KeyArena arena);
}
