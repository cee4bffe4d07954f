using System.Buffers;

namespace OrleansStream.Checkpoints;

/// <summary>A growing body with room for its frame before it, in memory that is used again and again: large arrays are slow to get.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    private const int FirstLength = 64 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstLength);
    private int _used = CheckpointFrame.Length;

    /// <summary>How many bytes the body has.</summary>
    internal int BodyLength => _used - CheckpointFrame.Length;

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_used);
    }

    /// <summary>Frames the body.</summary>
    /// <returns>The frame with the body; valid until <see cref="Return"/>.</returns>
    internal ReadOnlyMemory<byte> Frame(CheckpointKind kind, ushort version)
    {
        CheckpointFrame.Fill(_bytes.AsSpan(0, _used), kind, version);
        return _bytes.AsMemory(0, _used);
    }

    /// <summary>Gives the memory back, once nobody reads from it any more.</summary>
    internal void Return()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _used = 0;
    }

    private void Reserve(int size)
    {
        size = Math.Max(size, 1);
        if (_bytes.Length - _used < size)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked((int)Math.Max(Math.Min(2L * _bytes.Length, Array.MaxLength), (long)_used + size)));
            _bytes.AsSpan(0, _used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }
}
