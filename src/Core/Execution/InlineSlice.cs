namespace OrleansStream.Execution;

/// <summary>A slice key whose bytes, up to sixteen, also lie in the entry.</summary>
internal struct InlineSlice
{
    internal const int Capacity = 16;

    internal Utf8Slice Slice;

    /// <summary>The bytes, packed by <see cref="InlineSlices.Pack"/>, if there are at most <see cref="Capacity"/>.</summary>
    internal ulong Low;
    internal ulong High;
}
