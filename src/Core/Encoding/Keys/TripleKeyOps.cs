using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>Identity of tuples of three: one item after the other.</summary>
internal readonly struct TripleKeyOps<T1, TOps1, T2, TOps2, T3, TOps3>(TOps1 ops1, TOps2 ops2, TOps3 ops3)
    : ICanonicalOps<(T1 First, T2 Second, T3 Third)>
    where TOps1 : struct, ICanonicalOps<T1>
    where TOps2 : struct, ICanonicalOps<T2>
    where TOps3 : struct, ICanonicalOps<T3>
{
    private readonly TOps1 _ops1 = ops1;
    private readonly TOps2 _ops2 = ops2;
    private readonly TOps3 _ops3 = ops3;

    public bool NeedsOwn => _ops1.NeedsOwn || _ops2.NeedsOwn || _ops3.NeedsOwn;

    public int Size => _ops1.Size < 0 || _ops2.Size < 0 || _ops3.Size < 0 ? -1 : _ops1.Size + _ops2.Size + _ops3.Size;

    public string Signature => $"({_ops1.Signature}, {_ops2.Signature}, {_ops3.Signature})";

    public ulong Hash((T1 First, T2 Second, T3 Third) key) => CanonicalHash.Of(this, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals((T1 First, T2 Second, T3 Third) left, (T1 First, T2 Second, T3 Third) right) =>
        _ops1.Equals(left.First, right.First) && _ops2.Equals(left.Second, right.Second) && _ops3.Equals(left.Third, right.Third);

    public (T1 First, T2 Second, T3 Third) Own((T1 First, T2 Second, T3 Third) key, KeyArena arena) =>
        (_ops1.Own(key.First, arena), _ops2.Own(key.Second, arena), _ops3.Own(key.Third, arena));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append((T1 First, T2 Second, T3 Third) key, ref CanonicalBuffer buffer)
    {
        buffer.AddPart(_ops1, key.First);
        buffer.AddPart(_ops2, key.Second);
        buffer.AddPart(_ops3, key.Third);
    }
}
