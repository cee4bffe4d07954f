using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>Identity of text slices: their bytes.</summary>
internal readonly struct Utf8SliceKeyOps : ICanonicalOps<Utf8Slice>
{
    public bool NeedsOwn => true;

    public int Size => -1;

    public string Signature => "utf8";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(Utf8Slice key) => KeyHash.Of(key.Span);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(Utf8Slice left, Utf8Slice right) => left.Equals(right);

    public Utf8Slice Own(Utf8Slice key, KeyArena arena) => arena.Copy(key.Span);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(Utf8Slice key, ref CanonicalBuffer buffer) => key.Span.CopyTo(buffer.Take(key.Length));
}
