using System.Runtime.CompilerServices;

namespace OrleansStream.Stateful;

/// <summary>The first word of a slot of a state table: whether it is used, whether its key has a state now, and 30 bits of the key's hash.</summary>
internal static class SlotMark
{
    /// <summary>The slot holds a key.</summary>
    internal const uint Used = 0x8000_0000;

    /// <summary>The key has a state in the newest version; without it the slot is a tombstone.</summary>
    internal const uint Live = 0x4000_0000;

    /// <summary>The mark of a key that has a state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Of(ulong hash) => (uint)hash | Used | Live;
}
