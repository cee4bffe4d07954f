namespace OrleansStream.Execution;

/// <summary>Parts of a reduce partition that are combined one after the other when the whole is too large: keys by bits of their hash.</summary>
internal static class HashRange
{
    /// <summary>How many parts: a partition may be so many times as large as what fits.</summary>
    internal const int Count = 64;

    /// <summary>The part of a key. The bits are neither those that choose the key group nor those that choose the place in a table.</summary>
    internal static int Of(ulong hash) => (int)(hash >> 26) & (Count - 1);
}
