using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansStream.Encoding;

/// <summary>Values that lie apart by the same distance: a span, or the same member of each structure in one.</summary>
internal readonly ref struct Column<T>
{
    private readonly ref T _first;
    private readonly nint _distance;

    private Column(ref T first, nint distance, int length)
    {
        _first = ref first;
        _distance = distance;
        Length = length;
    }

    internal int Length { get; }

    /// <summary>A value, to be read or set.</summary>
    internal ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));
            return ref Unsafe.AddByteOffset(ref _first, index * _distance);
        }
    }

    /// <summary>The values of a span.</summary>
    internal static Column<T> Of(ReadOnlySpan<T> values) => new(ref MemoryMarshal.GetReference(values), Unsafe.SizeOf<T>(), values.Length);

    /// <summary>A member of each structure in a span.</summary>
    /// <param name="first">That member of the first one.</param>
    /// <param name="structures">The structures.</param>
    internal static Column<T> Of<TStructure>(ref T first, ReadOnlySpan<TStructure> structures)
        where TStructure : struct =>
        new(ref first, Unsafe.SizeOf<TStructure>(), structures.Length);
}
