using System.IO.Compression;

namespace OrleansStream.Compression;

/// <summary>What is in a file of gzip. The framework's stream ends without a word where a file is cut short, and where something else follows a
/// member; this one does not.</summary>
/// <remarks>
/// The framework reads on behind a member only to see whether another begins. So after the file's end it is given one byte with which none can begin:
/// if it stood behind a member it is content with that and ends; if it stood within one it takes the byte for more of it and asks again; and
/// if it never asked for that byte, it ended before the file did.
/// </remarks>
internal sealed class GzipMembers : ReadOnlyStream
{
    private readonly EndProbe _file;
    private readonly GZipStream _members;

    internal GzipMembers(Stream file)
    {
        _file = new EndProbe(file);
        _members = new GZipStream(_file, CompressionMode.Decompress);
    }

    protected override int ReadNext(Span<byte> buffer)
    {
        int read = buffer.IsEmpty ? 0 : _members.Read(buffer);
        if (read == 0 && !buffer.IsEmpty)
        {
            CheckEnd();
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        _members.Dispose();
        base.Dispose(disposing);
    }

    private void CheckEnd()
    {
        if (_file.AskedBeyond)
        {
            throw new InvalidDataException("the gzip data is cut short");
        }

        if (!_file.IsAtEnd)
        {
            throw new InvalidDataException("what follows a gzip member is not another one");
        }
    }

    /// <summary>A file with one byte of zero behind its end.</summary>
    private sealed class EndProbe(Stream file) : ReadOnlyStream
    {
        internal bool IsAtEnd { get; private set; }

        internal bool AskedBeyond { get; private set; }

        protected override int ReadNext(Span<byte> buffer)
        {
            int read = file.Read(buffer);
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            AskedBeyond = IsAtEnd;
            if (IsAtEnd)
            {
                return 0;
            }

            IsAtEnd = true;
            buffer[0] = 0;
            return 1;
        }

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
