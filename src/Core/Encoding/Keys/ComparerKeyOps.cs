using System.Buffers.Binary;

namespace OrleansStream.Encoding;

/// <summary>Identity by a registered comparer: 1 and the eight bytes of its hash; null is one zero byte.</summary>
/// <param name="comparer">The comparer.</param>
/// <param name="detacher">Copies keys that hold slices; null if they hold none.</param>
internal readonly struct ComparerKeyOps<T>(KeyComparer<T> comparer, Detacher<T>? detacher) : ICanonicalOps<T>
{
    public bool NeedsOwn => detacher is not null;

    public int Size => -1;

    public string Signature => $"comparer({comparer.Name})";

    public ulong Hash(T key) => CanonicalHash.Of(this, key);

    public bool Equals(T left, T right) =>
        left is null || right is null ? left is null && right is null : comparer.Equals(left, right);

    public T Own(T key, KeyArena arena) => detacher is null ? key : detacher.Detach(key, arena);

    public void Append(T key, ref CanonicalBuffer buffer)
    {
        if (key is null)
        {
            buffer.Add(0);
            return;
        }

        buffer.Add(1);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.Take(8), comparer.Hash(key));
    }
}
