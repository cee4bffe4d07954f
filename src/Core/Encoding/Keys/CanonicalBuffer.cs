using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>Collects a canonical encoding on the stack, and in a pooled array when it is long.</summary>
internal ref struct CanonicalBuffer(Span<byte> initial)
{
    /// <summary>Long enough for nearly all keys, small enough to clear cheaply.</summary>
    internal const int StackSize = 256;

    private Span<byte> _span = initial;
    private byte[]? _rented;
    private int _length;

    internal readonly ReadOnlySpan<byte> Written => _span[.._length];

    /// <summary>Adds so many bytes and gives them to be filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> Take(int size)
    {
        int start = _length;
        if (_span.Length - start < size)
        {
            Grow(size);
        }

        _length = start + size;
        return _span.Slice(start, size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(byte value) => Take(1)[0] = value;

    /// <summary>Leaves room for the length of what follows; <see cref="EndFrame"/> fills it in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int BeginFrame()
    {
        _ = Take(sizeof(int));
        return _length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void EndFrame(int start) =>
        BinaryPrimitives.WriteInt32LittleEndian(_span[(start - sizeof(int))..], _length - start);

    /// <summary>Appends part of a composite key: after its length if that varies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddPart<T, TOps>(TOps ops, T key)
        where TOps : struct, ICanonicalOps<T>
    {
        if (ops.Size >= 0)
        {
            ops.Append(key, ref this);
            return;
        }

        int start = BeginFrame();
        ops.Append(key, ref this);
        EndFrame(start);
    }

    /// <summary>Returns the pooled array, if one was needed.</summary>
    internal void Dispose()
    {
        byte[]? rented = _rented;
        if (rented is not null)
        {
            this = default;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int size)
    {
        byte[] bigger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + size), _span.Length * 2));
        _span[.._length].CopyTo(bigger);
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }

        _rented = bigger;
        _span = bigger;
    }
}
