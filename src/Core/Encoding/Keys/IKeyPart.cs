namespace OrleansStream.Encoding;

/// <summary>What is known of a key identity without its type argument.</summary>
internal interface IKeyPart
{
    /// <summary>The <see cref="KeyIdentity{T}"/> itself.</summary>
    object Identity { get; }

    /// <summary>The length of the encoding, or -1 if it varies.</summary>
    int Size { get; }

    /// <summary>Whether keys may refer to foreign memory.</summary>
    bool NeedsOwn { get; }

    /// <summary>Names the identity.</summary>
    string Signature { get; }
}
