using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>One file of frames, each with its length and checksum; deleted with this object.</summary>
/// <remarks>One thread at a time may append; any number may read what has been appended.</remarks>
internal sealed class SpillFile : IDisposable
{
    private const int HeaderLength = 8;

    private readonly string _path;

    internal SpillFile(SpillDirectory directory)
    {
        _path = directory.NextPath();
        using (new FileStream(_path, FileMode.CreateNew))
        {
        }
    }

    /// <summary>The length of the file in bytes.</summary>
    internal long Length { get; private set; }

    /// <summary>Appends frames.</summary>
    /// <returns>Where each begins.</returns>
    /// <exception cref="IOException">The disk is full or broken. What was appended by this call is not there.</exception>
    internal long[] Append(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        using SafeFileHandle handle = File.OpenHandle(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        long[] starts = new long[frames.Count];
        long at = Length;
        byte[] header = new byte[HeaderLength];
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = at;
            BinaryPrimitives.WriteInt32LittleEndian(header, frames[i].Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), Crc32C.Of(frames[i].Span));
            RandomAccess.Write(handle, [header, frames[i]], at);
            at += HeaderLength + frames[i].Length;
        }

        Length = at;
        return starts;
    }

    /// <summary>Opens the file for reading frames.</summary>
    internal SafeFileHandle Open() => File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Reads the frame that begins at a place.</summary>
    /// <param name="handle">What <see cref="Open"/> gave.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="rent">Gives an array of at least so many bytes.</param>
    /// <returns>The frame, in the first bytes of the array.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    internal ArraySegment<byte> Read(SafeFileHandle handle, long start, Func<int, byte[]> rent)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        Fill(handle, start, header);
        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length < 0 || length > RandomAccess.GetLength(handle) - start - HeaderLength)
        {
            throw Damaged(start);
        }

        byte[] bytes = rent(length);
        Fill(handle, start + HeaderLength, bytes.AsSpan(0, length));
        return Crc32C.Of(bytes.AsSpan(0, length)) == BinaryPrimitives.ReadUInt32LittleEndian(header[4..])
            ? new ArraySegment<byte>(bytes, 0, length)
            : throw Damaged(start);
    }

    public void Dispose() => File.Delete(_path);

    private void Fill(SafeFileHandle handle, long start, Span<byte> bytes)
    {
        int filled = 0;
        while (filled < bytes.Length)
        {
            int read = RandomAccess.Read(handle, bytes[filled..], start + filled);
            filled += read > 0 ? read : throw Damaged(start);
        }
    }

    private InvalidDataException Damaged(long start) =>
        new($"What was spilled to {_path} is damaged at byte {start}: its checksum or length is wrong. Is the disk sound, or did something else write there?");
}
