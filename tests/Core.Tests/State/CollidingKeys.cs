using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Stateful;

/// <summary>Numbers as keys, of which many have the same hash.</summary>
internal readonly struct CollidingKeys : IKeyOps<int>
{
    public bool NeedsOwn => false;

    public ulong Hash(int key) => ((uint)key % 5 * 0x3000_0000_0000_0000UL) + ((uint)key % 7);

    public bool Equals(int left, int right) => left == right;

    public int Own(int key, KeyArena arena) => key;
}
