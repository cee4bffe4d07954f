using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>A pooled array that is filled over time while leases of what has been filled are read; it goes back to the pool when the
/// one who fills it and every lease have let go.</summary>
/// <remarks>Leases over one array expire each at its own time, so blocks can be cut as often as wanted without a copy.</remarks>
internal sealed class Utf8Buffer
{
    private readonly Utf8BufferPool? _pool;
    private int _holders = 1;

    /// <summary>Rents an array; the caller holds it until <see cref="Release"/>.</summary>
    /// <param name="minimumLength">How long it must be.</param>
    /// <param name="pool">Where it comes from if that is exactly the pool's length; otherwise from the shared pool.</param>
    internal Utf8Buffer(int minimumLength, Utf8BufferPool pool)
    {
        _pool = minimumLength == pool.Length ? pool : null;
        Bytes = _pool?.Rent() ?? ArrayPool<byte>.Shared.Rent(minimumLength);
    }

    internal byte[] Bytes { get; }

    /// <summary>Leases a part that will not be written again. Only while the caller holds the array.</summary>
    internal Utf8Block Lease(int start, int length, bool poison)
    {
        Interlocked.Increment(ref _holders);
        return Utf8Block.Share(this, start, length, poison);
    }

    /// <summary>Lets go. Once for the one who fills the array, once for each lease.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
        {
            return;
        }

        if (_pool is not null)
        {
            _pool.Return(Bytes);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(Bytes);
        }
    }
}
