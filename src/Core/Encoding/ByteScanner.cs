using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OrleansStream.Encoding;

/// <summary>Finds the places of one byte, such as a separator or the end of a line, from first to last.</summary>
/// <remarks>
/// Words and lines are short, and where one ends cannot be predicted: a loop over bytes, or a search for each, costs a wrong guess of the
/// processor every time. Here 64 bytes at a time become a mask of the places in them, and places are taken off the mask without a branch
/// that depends on the distance between two.
/// </remarks>
internal ref struct ByteScanner
{
    private const int Window = 64;
    private const int Ahead = 1024;

    private readonly ReadOnlySpan<byte> _readable;
    private readonly int _length;
    private readonly byte _value;

    // The places not yet given in the window that begins at _window.
    private ulong _places = 0;
    private int _window = -Window;

    /// <param name="readable">The text, and what may be loaded behind it: enough room there saves a slower way at the text's end.</param>
    /// <param name="length">How many of these bytes are the text.</param>
    /// <param name="value">The byte to find.</param>
    internal ByteScanner(ReadOnlySpan<byte> readable, int length, byte value)
    {
        _readable = readable;
        _length = length;
        _value = value;
    }

    /// <summary>The next place, or the text's length after the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Next()
    {
        while (_places == 0)
        {
            if (_length - _window <= Window)
            {
                return _length;
            }

            _window += Window;
            _places = PlacesAt(_window);
        }

        int place = _window + BitOperations.TrailingZeroCount(_places);
        _places &= _places - 1;
        return place;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly unsafe ulong PlacesAt(int window)
    {
        ReadOnlySpan<byte> readable = _readable[window..];
        if (Sse.IsSupported)
        {
            // What is done with the lines in between keeps the processor from seeing that text is read from front to end. A prefetch may miss all memory.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetReference(readable), Ahead)));
        }

        int length = _length - window;
        if (readable.Length < Window)
        {
            return PlacesIn(readable[..length]);
        }

        ulong places = Vector512.Equals(Vector512.Create(readable), Vector512.Create(_value)).ExtractMostSignificantBits();
        return length >= Window ? places : places & ((1UL << length) - 1);
    }

    private readonly ulong PlacesIn(ReadOnlySpan<byte> bytes)
    {
        ulong places = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            places |= (bytes[i] == _value ? 1UL : 0) << i;
        }

        return places;
    }
}
