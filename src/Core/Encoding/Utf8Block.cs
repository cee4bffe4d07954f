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
    private readonly Utf8Buffer? _shared;
    private readonly int _start;
    private readonly int _length;
    private byte[]? _bytes;

    private Utf8Block(byte[] bytes, bool pooled, bool poison, Utf8Buffer? shared, int start, int length)
    {
        _bytes = bytes;
        _pooled = pooled;
        _poison = poison;
        _shared = shared;
        _start = start;
        _length = length;
    }

    /// <summary>The bytes of this lease.</summary>
    /// <exception cref="SliceExpiredException">The lease has ended.</exception>
    internal byte[] Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bytes ?? Expired();
    }

    /// <summary>Rents an array of at least <paramref name="minimumLength"/> bytes until <see cref="Release"/>.</summary>
    internal static Utf8Block Rent(int minimumLength, bool poison)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(minimumLength);
        return new(bytes, pooled: true, poison, shared: null, 0, bytes.Length);
    }

    /// <summary>Wraps an array that nobody will reuse: the lease never ends.</summary>
    internal static Utf8Block Own(byte[] bytes) => new(bytes, pooled: false, poison: false, shared: null, 0, bytes.Length);

    /// <summary>A lease of one part of an array that others lease parts of; its slices lie inside that part.</summary>
    internal static Utf8Block Share(Utf8Buffer buffer, int start, int length, bool poison) =>
        new(buffer.Bytes, pooled: true, poison, buffer, start, length);

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
            bytes.AsSpan(_start, _length).Fill(Poison);
        }

        if (_shared is not null)
        {
            _shared.Release();
        }
        else
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] Expired() => throw new SliceExpiredException();
}
