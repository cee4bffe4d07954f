namespace OrleansStream.Stateful;

/// <summary>Some keys of a partition with their states.</summary>
/// <param name="IsHere">Whether the host has the version that was asked of; if not, the rest but <paramref name="IsGone"/> says nothing.</param>
/// <param name="IsGone">Whether the version, or the place in it, is gone for good.</param>
/// <param name="IsLast">Whether the partition has no more.</param>
/// <param name="Count">How many keys there are; there may be none although the page is not the last.</param>
/// <param name="Keys">The keys, encoded as a block.</param>
/// <param name="KeyShape">The shape that they are encoded with.</param>
/// <param name="States">Their states, encoded as a block.</param>
/// <param name="StateShape">The shape that they are encoded with.</param>
internal sealed record StatePage(
    bool IsHere,
    bool IsGone,
    bool IsLast,
    int Count,
    ReadOnlyMemory<byte> Keys,
    ReadOnlyMemory<byte> KeyShape,
    ReadOnlyMemory<byte> States,
    ReadOnlyMemory<byte> StateShape)
{
    /// <summary>The answer of a host that does not have the version now.</summary>
    internal static readonly StatePage Elsewhere = new(IsHere: false, IsGone: false, IsLast: false, 0, default, default, default, default);

    /// <summary>The answer of a host that will not have it again.</summary>
    internal static readonly StatePage Gone = Elsewhere with { IsGone = true };

    /// <summary>That there is nothing more.</summary>
    internal static readonly StatePage End = Elsewhere with { IsHere = true, IsLast = true };
}
