using System.Buffers;
using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>Returning arrays to the shared pool without keeping alive what they refer to.</summary>
internal static class Pooled
{
    /// <summary>Returns an array of which the first <paramref name="used"/> elements were used.</summary>
    internal static void Return<T>(T[] array, int used)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            array.AsSpan(0, used).Clear();
        }

        ArrayPool<T>.Shared.Return(array);
    }
}
