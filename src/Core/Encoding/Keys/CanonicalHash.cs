using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>The hash of a key through its canonical encoding, for keys without a shorter way.</summary>
internal static class CanonicalHash
{
    /// <summary>Encodes on the stack (in a pooled array when long) and hashes the bytes.</summary>
    // Without SkipLocalsInit clearing the buffer would cost more than hashing a short key.
    [SkipLocalsInit]
    internal static ulong Of<T, TOps>(TOps ops, T key)
        where TOps : struct, ICanonicalOps<T>
    {
        CanonicalBuffer buffer = new(stackalloc byte[CanonicalBuffer.StackSize]);
        ops.Append(key, ref buffer);
        ulong hash = KeyHash.Of(buffer.Written);
        buffer.Dispose();
        return hash;
    }
}
