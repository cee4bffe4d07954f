using OrleansStream.Encoding;

namespace OrleansStream.Sources;

/// <summary>The memory that a part of a file is read into, chunk after chunk; freed with the task.</summary>
/// <param name="keep">Whether chunks stay because slices point into them; otherwise there is one at a time.</param>
/// <param name="poison">Whether chunks are overwritten when they are freed.</param>
internal sealed class FileChunks(bool keep, bool poison) : IDisposable
{
    private readonly Stack<Utf8Block> _chunks = new();

    /// <summary>The next chunk, which begins with some bytes of the last one.</summary>
    internal Utf8Block Next(int length, int carriedAt, int carried)
    {
        Utf8Block next = Utf8Block.Rent(length, poison);
        if (_chunks.TryPeek(out Utf8Block? last))
        {
            last.Bytes.AsSpan(carriedAt, carried).CopyTo(next.Bytes);
            if (!keep)
            {
                Dispose();
            }
        }

        _chunks.Push(next);
        return next;
    }

    public void Dispose()
    {
        while (_chunks.TryPop(out Utf8Block? chunk))
        {
            chunk.Release();
        }
    }
}
