namespace OrleansStream.Encoding;

/// <summary>What a hash table does with keys. Implemented by structs, so that the table is compiled for them without virtual calls.</summary>
/// <typeparam name="T">The key's type.</typeparam>
internal interface IKeyOps<T>
{
    /// <summary>Whether keys may refer to memory that belongs to a batch, so that a table must keep <see cref="Own"/>'s result.</summary>
    bool NeedsOwn { get; }

    /// <summary>The hash of the canonical encoding.</summary>
    ulong Hash(T key);

    /// <summary>Whether the canonical encodings are the same.</summary>
    bool Equals(T left, T right);

    /// <summary>The key with all foreign bytes copied into the arena; the key itself when it has none.</summary>
    T Own(T key, KeyArena arena);
}
