using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OrleansStream.Encoding;

/// <summary>Asks the processor to load memory that will be looked at soon.</summary>
/// <remarks>A hint: the memory need not be there.</remarks>
internal static class Prefetching
{
    // Half of a cache line: an object that is not much longer lies in at most two of them.
    private const int ShortObject = 32;

    /// <summary>Asks for what lies behind a place.</summary>
    /// <param name="place">The place, in an array or in a block.</param>
    /// <param name="distance">How many elements behind it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Behind<T>(ref readonly T place, int distance)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in place)) + ((nint)distance * Unsafe.SizeOf<T>()));
        }
    }

    /// <summary>Asks for the beginning of an object.</summary>
    /// <param name="reference">A reference to it, which may be null.</param>
    /// <typeparam name="T">Its type, no value type.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Object<T>(ref readonly T reference)
    {
        if (Sse.IsSupported)
        {
            byte* address = *(byte**)Unsafe.AsPointer(ref Unsafe.AsRef(in reference));
            Sse.Prefetch0(address);
            Sse.Prefetch0(address + ShortObject);
        }
    }
}
