namespace OrleansStream.Encoding;

/// <summary>Identity of nullable structs: a zero byte when there is none (padded with zeros if the content has a fixed length), else 1 and the content.</summary>
internal readonly struct NullableKeyOps<T, TOps>(TOps ops) : ICanonicalOps<T?>
    where T : struct
    where TOps : struct, ICanonicalOps<T>
{
    private readonly TOps _ops = ops;

    public bool NeedsOwn => _ops.NeedsOwn;

    public int Size => _ops.Size < 0 ? -1 : 1 + _ops.Size;

    public string Signature => _ops.Signature + "?";

    public ulong Hash(T? key) => CanonicalHash.Of(this, key);

    public bool Equals(T? left, T? right) =>
        left.HasValue ? right.HasValue && _ops.Equals(left.Value, right.Value) : !right.HasValue;

    public T? Own(T? key, KeyArena arena) => key.HasValue && _ops.NeedsOwn ? _ops.Own(key.Value, arena) : key;

    public void Append(T? key, ref CanonicalBuffer buffer)
    {
        if (key.HasValue)
        {
            buffer.Add(1);
            _ops.Append(key.Value, ref buffer);
            return;
        }

        buffer.Take(Math.Max(Size, 1)).Clear();
    }
}
