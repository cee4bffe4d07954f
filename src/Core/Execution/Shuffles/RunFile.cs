using System.Buffers;
using Microsoft.Win32.SafeHandles;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>The file of a task whose combined pairs did not fit into memory; deleted when every bucket that lies in it has been freed.</summary>
internal sealed class RunFile(BlockStore store)
{
    private SpillFile? _file;
    private int _holders;

    /// <summary>Takes part in the file until <see cref="Release"/>.</summary>
    internal void Hold() => Interlocked.Increment(ref _holders);

    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _file?.Dispose();
        }
    }

    /// <summary>Appends encoded pairs.</summary>
    /// <returns>Where each frame begins.</returns>
    internal long[] Append(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        _file ??= new SpillFile(store.Directory);
        store.CountSpilled(frames.Sum(frame => (long)frame.Length));
        return _file.Append(frames);
    }

    internal SafeFileHandle Open() => _file!.Open();

    /// <summary>Reads the pairs of a frame into pooled arrays.</summary>
    /// <param name="handle">What <see cref="Open"/> gave.</param>
    /// <param name="start">Where the frame begins.</param>
    /// <param name="codec">How the pairs are encoded.</param>
    /// <param name="pairs">A rented array; replaced by a larger one if need be.</param>
    /// <returns>How many pairs there are.</returns>
    internal int Read<T>(SafeFileHandle handle, long start, Codec<T> codec, ref T[] pairs)
    {
        byte[] rented = [];
        try
        {
            ArraySegment<byte> bytes = _file!.Read(handle, start, length => rented = ArrayPool<byte>.Shared.Rent(length));
            int count = codec.CountOf(bytes);
            if (pairs.Length < count)
            {
                ArrayPool<T>.Shared.Return(pairs, clearArray: true);
                pairs = ArrayPool<T>.Shared.Rent(count);
            }

            codec.ReadBlock(bytes, pairs.AsSpan(0, count));
            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Copies a frame as it is.</summary>
    internal ArraySegment<byte> ReadBytes(SafeFileHandle handle, long start) => _file!.Read(handle, start, static length => new byte[length]);
}
