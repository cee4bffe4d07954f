namespace OrleansStream.Stateful;

/// <summary>What a partition host has for a key, or of all of them.</summary>
/// <param name="IsHere">Whether the host has the version that was asked of; if not, the rest says nothing.</param>
/// <param name="Found">Whether the key has a state.</param>
/// <param name="State">The state, encoded as a block.</param>
/// <param name="StateShape">The shape that it is encoded with.</param>
/// <param name="Stamp">The time of the batch that used the key last; while it is the same, so is the state.</param>
/// <param name="IsGone">Whether the version is gone for good, since later ones are here.</param>
/// <param name="Keys">How many keys the partition has, if that was asked.</param>
/// <param name="Bytes">About how many bytes it takes, if that was asked.</param>
internal sealed record StateAnswer(
    bool IsHere, bool Found, ReadOnlyMemory<byte> State, ReadOnlyMemory<byte> StateShape, long Stamp, bool IsGone = false, long Keys = 0, long Bytes = 0)
{
    /// <summary>The answer of a host that does not have the version.</summary>
    internal static readonly StateAnswer Elsewhere = new(IsHere: false, Found: false, default, default, 0);
}
