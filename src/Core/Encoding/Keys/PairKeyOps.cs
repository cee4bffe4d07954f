using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>Identity of pairs: one item after the other.</summary>
internal readonly struct PairKeyOps<T1, TOps1, T2, TOps2>(TOps1 ops1, TOps2 ops2) : ICanonicalOps<(T1 First, T2 Second)>
    where TOps1 : struct, ICanonicalOps<T1>
    where TOps2 : struct, ICanonicalOps<T2>
{
    private readonly TOps1 _ops1 = ops1;
    private readonly TOps2 _ops2 = ops2;

    public bool NeedsOwn => _ops1.NeedsOwn || _ops2.NeedsOwn;

    public int Size => _ops1.Size < 0 || _ops2.Size < 0 ? -1 : _ops1.Size + _ops2.Size;

    public string Signature => $"({_ops1.Signature}, {_ops2.Signature})";

    public ulong Hash((T1 First, T2 Second) key) => CanonicalHash.Of(this, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals((T1 First, T2 Second) left, (T1 First, T2 Second) right) =>
        _ops1.Equals(left.First, right.First) && _ops2.Equals(left.Second, right.Second);

    public (T1 First, T2 Second) Own((T1 First, T2 Second) key, KeyArena arena) =>
        (_ops1.Own(key.First, arena), _ops2.Own(key.Second, arena));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append((T1 First, T2 Second) key, ref CanonicalBuffer buffer)
    {
        buffer.AddPart(_ops1, key.First);
        buffer.AddPart(_ops2, key.Second);
    }
}
