using System.Buffers;

namespace OrleansStream.Execution;

/// <summary>An encoded bucket, in pieces as they are sent.</summary>
/// <remarks>Pieces are ordinary arrays, none of them large: what is on its way keeps its piece alive, whatever becomes of the bucket.</remarks>
internal sealed class EncodedBytes : IBufferWriter<byte>
{
    private readonly List<byte[]> _pieces = [];

    // What did not fit into the rest of a piece in one go.
    private byte[] _apart = [];
    private bool _isApart;
    private int _used = BucketFrame.MaxLength;

    /// <summary>How many bytes there are.</summary>
    internal int Length => _pieces.Count == 0 ? 0 : checked(((_pieces.Count - 1) * BucketFrame.MaxLength) + _used);

    /// <summary>The piece that begins at an offset, a multiple of <see cref="BucketFrame.MaxLength"/>.</summary>
    internal BucketFrame FrameAt(int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(offset % BucketFrame.MaxLength, 0, nameof(offset));
        int length = Length;
        return length == 0
            ? new BucketFrame(0, default)
            : new BucketFrame(length, _pieces[offset / BucketFrame.MaxLength].AsMemory(0, Math.Min(BucketFrame.MaxLength, length - offset)));
    }

    public void Advance(int count)
    {
        if (!_isApart)
        {
            _used += count;
            return;
        }

        ReadOnlySpan<byte> written = _apart.AsSpan(0, count);
        while (!written.IsEmpty)
        {
            Span<byte> free = Free();
            int fits = Math.Min(free.Length, written.Length);
            written[..fits].CopyTo(free);
            _used += fits;
            written = written[fits..];
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        _ = Free();
        _isApart = sizeHint > BucketFrame.MaxLength - _used;
        if (!_isApart)
        {
            return _pieces[^1].AsMemory(_used);
        }

        if (_apart.Length < sizeHint)
        {
            _apart = new byte[Math.Max(sizeHint, BucketFrame.MaxLength)];
        }

        return _apart;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>The free rest of the last piece, at least one byte.</summary>
    private Span<byte> Free()
    {
        if (_used == BucketFrame.MaxLength)
        {
            _pieces.Add(GC.AllocateUninitializedArray<byte>(BucketFrame.MaxLength));
            _used = 0;
        }

        return _pieces[^1].AsSpan(_used);
    }
}
