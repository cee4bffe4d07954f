using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>How a table keeps keys: the form that lies in its entries may differ from the form that records carry.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as entries hold them.</typeparam>
internal interface IStoredKeys<TKey, TStored>
{
    /// <summary>The key's hash: that of its identity.</summary>
    ulong Hash(TKey key);

    /// <summary>Whether an entry's key is this key.</summary>
    bool Equals(in TStored stored, TKey key);

    /// <summary>Whether two entries have the same key.</summary>
    bool Equals(in TStored left, in TStored right);

    /// <summary>The form to keep; bytes that belong to a foreign block are copied into the arena, unless it is null.</summary>
    TStored Store(TKey key, KeyArena? arena);

    /// <summary>The key of an entry.</summary>
    TKey Load(in TStored stored);
}
