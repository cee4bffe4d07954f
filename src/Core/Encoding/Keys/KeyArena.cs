namespace OrleansStream.Encoding;

/// <summary>Keeps copies of text slices, one after the other in pooled blocks. Not thread-safe.</summary>
/// <param name="blockSize">The size of a block in bytes.</param>
/// <param name="poison">Whether returned blocks are overwritten, to expose readers that held on.</param>
internal sealed class KeyArena(int blockSize = KeyArena.DefaultBlockSize, bool poison = false) : IDisposable
{
    internal const int DefaultBlockSize = 64 * 1024;

    private readonly List<Utf8Block> _blocks = [];
    private Utf8Block? _block;
    private byte[] _bytes = [];
    private int _used;

    /// <summary>How many bytes have been copied.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Copies bytes.</summary>
    /// <returns>A slice that is valid until <see cref="Release"/>.</returns>
    internal Utf8Slice Copy(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return default;
        }

        Bytes += bytes.Length;
        if (_bytes.Length - _used < bytes.Length)
        {
            // A large text gets a block to itself, so that the rest of the present block is not wasted.
            if (bytes.Length > blockSize / 4)
            {
                Utf8Block own = Rent(bytes.Length);
                bytes.CopyTo(own.Bytes);
                return new Utf8Slice(own, 0, bytes.Length);
            }

            _block = Rent(blockSize);
            _bytes = _block.Bytes;
            _used = 0;
        }

        bytes.CopyTo(_bytes.AsSpan(_used));
        Utf8Slice copy = new(_block!, _used, bytes.Length);
        _used += bytes.Length;
        return copy;
    }

    /// <summary>Gives a block of its own, whose bytes the caller fills.</summary>
    internal Utf8Block Rent(int size)
    {
        Utf8Block block = Utf8Block.Rent(size, poison);
        _blocks.Add(block);
        return block;
    }

    /// <summary>Returns all blocks: slices copied so far expire. The arena may be used again.</summary>
    internal void Release()
    {
        foreach (Utf8Block block in _blocks)
        {
            block.Release();
        }

        _blocks.Clear();
        Bytes = 0;
        _block = null;
        _bytes = [];
        _used = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Release();
}
