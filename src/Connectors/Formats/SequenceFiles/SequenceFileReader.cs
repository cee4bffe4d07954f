using System.Buffers.Binary;

namespace OrleansStream.Formats;

/// <summary>Reads the records of a part of a file as <see cref="SequenceFileLayout"/> says.</summary>
/// <remarks>The records between two markers belong to the part in which the marker before them lies, those before the first one to the first part.</remarks>
internal sealed class SequenceFileReader<TKey, TValue>(Stream stream, FileSplit split, Writable<TKey> key, Writable<TValue> value, int maxRecordBytes)
{
    private const int ChunkLength = 1 << 16;

    private SequenceFileHeader? _header;
    private byte[] _record = new byte[256];

    /// <summary>The record that <see cref="MoveNext"/> found.</summary>
    internal (TKey Key, TValue Value) Current { get; private set; }

    /// <exception cref="InvalidDataException">The file is damaged or is of another kind; the message names it and the place.</exception>
    internal bool MoveNext()
    {
        if (_header is null && !Begin())
        {
            return false;
        }

        while (true)
        {
            long at = stream.Position;
            Span<byte> lengths = stackalloc byte[2 * sizeof(int)];
            int read = stream.ReadAtLeast(lengths[..sizeof(int)], sizeof(int), throwOnEndOfStream: false);
            if (read == 0)
            {
                return false;
            }

            int length = BinaryPrimitives.ReadInt32BigEndian(lengths);
            if (read == sizeof(int) && length == SequenceFileLayout.Escape)
            {
                if (at >= split.End)
                {
                    return false;
                }

                PassMarker(at);
                continue;
            }

            if (read < sizeof(int) || stream.ReadAtLeast(lengths[sizeof(int)..], sizeof(int), throwOnEndOfStream: false) < sizeof(int))
            {
                throw EndsEarly(at);
            }

            ReadRecord(at, length, BinaryPrimitives.ReadInt32BigEndian(lengths[sizeof(int)..]));
            return true;
        }
    }

    /// <summary>Reads the header and goes to the first record of the part.</summary>
    /// <returns>Whether there is any.</returns>
    private bool Begin()
    {
        stream.Position = 0;
        try
        {
            _header = SequenceFileHeader.Read(stream);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"'{split.Path}' cannot be read: {error.Message} (at byte {stream.Position}).", error);
        }

        if (_header.KeyClass != key.ClassName || _header.ValueClass != value.ClassName)
        {
            throw new InvalidDataException(
                $"'{split.Path}' has keys of {_header.KeyClass} and values of {_header.ValueClass}; the format reads {key.ClassName} and {value.ClassName}.");
        }

        return split.Start == 0 || GoToMarker();
    }

    /// <summary>Looks for the first marker of the part.</summary>
    private bool GoToMarker()
    {
        byte[] sync = [0xFF, 0xFF, 0xFF, 0xFF, .. _header!.Marker];
        byte[] chunk = new byte[ChunkLength];
        int kept = 0;
        long position = Math.Max(split.Start, _header.Length);
        stream.Position = position;
        while (position < split.End)
        {
            int filled = kept + stream.ReadAtLeast(chunk.AsSpan(kept), chunk.Length - kept, throwOnEndOfStream: false);
            int at = chunk.AsSpan(0, filled).IndexOf(sync);
            if (at >= 0)
            {
                stream.Position = position + at;
                return position + at < split.End;
            }

            if (filled < chunk.Length)
            {
                return false;
            }

            kept = sync.Length - 1;
            chunk.AsSpan(filled - kept, kept).CopyTo(chunk);
            position += filled - kept;
        }

        return false;
    }

    private void PassMarker(long at)
    {
        Span<byte> marker = stackalloc byte[SequenceFileLayout.MarkerLength];
        if (stream.ReadAtLeast(marker, marker.Length, throwOnEndOfStream: false) < marker.Length)
        {
            throw EndsEarly(at);
        }

        if (!marker.SequenceEqual(_header!.Marker))
        {
            throw Damaged(at, "the sync marker there is not the file's");
        }
    }

    private void ReadRecord(long at, int length, int keyLength)
    {
        if (length < 0 || length > maxRecordBytes || keyLength < 0 || keyLength > length)
        {
            throw Damaged(at, FormattableString.Invariant($"a record is said to have {length} bytes, {keyLength} of them of the key; it may have {maxRecordBytes}"));
        }

        if (_record.Length < length)
        {
            _record = new byte[Math.Max(length, (int)Math.Min(maxRecordBytes, _record.Length * 2L))];
        }

        if (stream.ReadAtLeast(_record.AsSpan(0, length), length, throwOnEndOfStream: false) < length)
        {
            throw EndsEarly(at);
        }

        try
        {
            Current = (key.Read(_record.AsSpan(0, keyLength)), ReadValue(_record.AsMemory(keyLength, length - keyLength)));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Codecs and writables of the user's throw what they like.
            throw Damaged(at, error.Message, error);
        }
    }

    private TValue ReadValue(ReadOnlyMemory<byte> bytes)
    {
        if (_header!.Codec is not { } codec)
        {
            return value.Read(bytes.Span);
        }

        using Stream content = codec.Decompress(new MemoryStream(bytes.ToArray(), writable: false));

        // One byte more than there may be: only it tells that there are too many.
        long most = Math.Min(maxRecordBytes + 1L, Array.MaxLength);
        byte[] decompressed = new byte[Math.Min(most, Math.Max(256, bytes.Length * 4L))];
        int filled = 0;
        while (true)
        {
            int read = content.ReadAtLeast(decompressed.AsSpan(filled), decompressed.Length - filled, throwOnEndOfStream: false);
            filled += read;
            if (filled < decompressed.Length)
            {
                return value.Read(decompressed.AsSpan(0, filled));
            }

            if (filled == most)
            {
                throw new InvalidDataException(FormattableString.Invariant($"a value has more than {maxRecordBytes} bytes when it is decompressed"));
            }

            Array.Resize(ref decompressed, (int)Math.Min(most, filled * 2L));
        }
    }

    private InvalidDataException EndsEarly(long at) => Damaged(at, "the file ends within what begins there");

    private InvalidDataException Damaged(long at, string what, Exception? error = null) =>
        new(FormattableString.Invariant($"'{split.Path}' is damaged at byte {at}: {what}."), error);
}
