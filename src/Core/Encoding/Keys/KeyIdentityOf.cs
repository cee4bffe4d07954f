using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>A key identity made of its operations.</summary>
internal sealed class KeyIdentityOf<T, TOps>(TOps ops) : KeyIdentity<T>
    where TOps : struct, ICanonicalOps<T>
{
    private readonly TOps _ops = ops;

    public override string Signature => _ops.Signature;

    internal override bool NeedsOwn => _ops.NeedsOwn;

    internal override int Size => _ops.Size;

    internal TOps Ops => _ops;

    public override ulong Hash(T key) => _ops.Hash(key);

    public override bool Equals(T left, T right) => _ops.Equals(left, right);

    public override void Encode(T key, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        CanonicalBuffer buffer = new(stackalloc byte[CanonicalBuffer.StackSize]);
        _ops.Append(key, ref buffer);
        output.Write(buffer.Written);
        buffer.Dispose();
    }

    internal override void Accept<TVisitor>(ref TVisitor visitor) => visitor.Visit(_ops);

    internal override T Own(T key, KeyArena arena) => _ops.Own(key, arena);

    internal override void Append(T key, ref CanonicalBuffer buffer) => _ops.Append(key, ref buffer);

    internal override void AppendPart(T key, ref CanonicalBuffer buffer) => buffer.AddPart(_ops, key);
}
