using System.Buffers;

namespace OrleansStream.Execution;

/// <summary>Bytes in an array that goes back to its pool.</summary>
internal sealed class PooledBytes(int length) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(length);

    internal int Length => length;

    internal Memory<byte> Memory => _bytes.AsMemory(0, length);

    internal ReadOnlySpan<byte> Span => _bytes.AsSpan(0, length);

    public void Dispose()
    {
        byte[] bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
