using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>How a table keeps keys: the form that lies in its entries may differ from the form that records carry.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as entries hold them.</typeparam>
internal interface IStoredKeys<TKey, TStored>
{
    /// <summary>Whether keys are objects that die young and that stored forms do not refer to: then a form is to be made at once, since keeping the
    /// object for a while costs more than it saves.</summary>
    bool DieYoung { get; }

    /// <summary>The key's hash: that of its identity.</summary>
    ulong Hash(TKey key);

    /// <summary>The stored form of a key, which may still point into the record's block, and the key's hash: both look at the same bytes.</summary>
    TStored Form(TKey key, out ulong hash);

    /// <summary>Whether two stored forms are of the same key.</summary>
    bool Equals(in TStored left, in TStored right);

    /// <summary>A stored form that points into the arena where it pointed into a foreign block.</summary>
    TStored Own(in TStored stored, KeyArena arena);

    /// <summary>The key as records carry it.</summary>
    TKey Load(in TStored stored);
}
