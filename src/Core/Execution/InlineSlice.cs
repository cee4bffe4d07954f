using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>A slice key whose bytes, up to sixteen, also lie in the entry.</summary>
internal struct InlineSlice
{
    internal Utf8Slice Slice;

    /// <summary>The bytes, if there are at most <see cref="KeyHash.ShortLength"/>: with the length, these words tell any two texts apart.</summary>
    internal ulong First;
    internal ulong Second;
}
