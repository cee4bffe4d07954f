namespace OrleansStream.Encoding;

/// <summary>Identity of options: a zero byte when there is none (padded with zeros if the content has a fixed length), else 1 and the content.</summary>
internal readonly struct OptionKeyOps<T, TOps>(TOps ops) : ICanonicalOps<Option<T>>
    where TOps : struct, ICanonicalOps<T>
{
    private readonly TOps _ops = ops;

    public bool NeedsOwn => _ops.NeedsOwn;

    public int Size => _ops.Size < 0 ? -1 : 1 + _ops.Size;

    public string Signature => "option(" + _ops.Signature + ")";

    public ulong Hash(Option<T> key) => CanonicalHash.Of(this, key);

    public bool Equals(Option<T> left, Option<T> right) =>
        left.HasValue ? right.HasValue && _ops.Equals(left.Value, right.Value) : !right.HasValue;

    public Option<T> Own(Option<T> key, KeyArena arena) => key.HasValue && _ops.NeedsOwn ? Option<T>.Some(_ops.Own(key.Value, arena)) : key;

    public void Append(Option<T> key, ref CanonicalBuffer buffer)
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
