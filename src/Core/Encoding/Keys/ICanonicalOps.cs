namespace OrleansStream.Encoding;

/// <summary>Key operations that can also write the canonical encoding, so that they compose into tuples and records.</summary>
/// <typeparam name="T">The key's type.</typeparam>
internal interface ICanonicalOps<T> : IKeyOps<T>
{
    /// <summary>The length of every canonical encoding in bytes, or -1 if it varies.</summary>
    int Size { get; }

    /// <summary>Names the identity, for comparison with the one that a checkpoint was written with.</summary>
    string Signature { get; }

    /// <summary>Appends the canonical encoding.</summary>
    void Append(T key, ref CanonicalBuffer buffer);
}
