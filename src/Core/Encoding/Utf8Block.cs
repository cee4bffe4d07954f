using System.Buffers;
using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>One lease of a pooled byte array that slices point into.</summary>
/// <remarks>
/// The lease object is the slice's generation: it is made anew each time an array is rented and loses its array for good
/// when the array goes back, so a slice of an earlier life can never see the bytes of a later one.
/// </remarks>
internal sealed class Utf8Block
{
    /// <summary>Filled over returned arrays when poisoning is on, so that code that kept a span is seen to read garbage.</summary>
    internal const byte Poison = 0xDB;

    private readonly bool _poison;
    private readonly bool _pooled;
    private byte[]? _bytes;

    private Utf8Block(byte[] bytes, bool pooled, bool poison)
    {
        _bytes = bytes;
        _pooled = pooled;
        _poison = poison;
    }

    /// <summary>The bytes of this lease.</summary>
    /// <exception cref="SliceExpiredException">The lease has ended.</exception>
    internal byte[] Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bytes ?? Expired();
    }

    /// <summary>Rents an array of at least <paramref name="minimumLength"/> bytes until <see cref="Release"/>.</summary>
    internal static Utf8Block Rent(int minimumLength, bool poison) =>
        new(ArrayPool<byte>.Shared.Rent(minimumLength), pooled: true, poison);

    /// <summary>Wraps an array that nobody will reuse: the lease never ends.</summary>
    internal static Utf8Block Own(byte[] bytes) => new(bytes, pooled: false, poison: false);

    /// <summary>Ends the lease. Later reads of its slices throw. Does nothing for an owned array or a second call.</summary>
    internal void Release()
    {
        if (!_pooled)
        {
            return;
        }

        byte[]? bytes = Interlocked.Exchange(ref _bytes, null);
        if (bytes is null)
        {
            return;
        }

        if (_poison)
        {
            bytes.AsSpan().Fill(Poison);
        }

        ArrayPool<byte>.Shared.Return(bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] Expired() => throw new SliceExpiredException();
}
