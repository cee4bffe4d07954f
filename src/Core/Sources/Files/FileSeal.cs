using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Sources;

/// <summary>What a batch holds of a file stream: enough to read exactly the same again, and to know again what the stream must remember.</summary>
/// <param name="Threshold">Files up to here are never new to the stream.</param>
/// <param name="Files">The files of the batch, in order.</param>
internal sealed record FileSeal(BatchTime Threshold, IReadOnlyList<FileFacts> Files)
{
    // The second form has versions of files, which those of an object store have.
    private const byte Plain = 1;
    private const byte Versioned = 2;
    private const int NamedFiles = 10;

    /// <summary>For people: how many files, and the first of them by path.</summary>
    internal string Description => Files.Count switch
    {
        0 => "no new files",
        <= NamedFiles => string.Join(", ", Files.Select(file => file.Path)),
        _ => FormattableString.Invariant($"{string.Join(", ", Files.Take(NamedFiles).Select(file => file.Path))} and {Files.Count - NamedFiles} more"),
    };

    internal ReadOnlyMemory<byte> Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        RecordWriter writer = new(output);
        bool isVersioned = Files.Any(file => file.Version is not null);
        writer.WriteByte(isVersioned ? Versioned : Plain);
        writer.WriteInt64(Threshold.Milliseconds);
        writer.WriteUInt64((ulong)Files.Count);
        foreach (FileFacts file in Files)
        {
            writer.WriteString(file.Path);
            writer.WriteInt64(file.Length);
            writer.WriteInt64(file.LastModified.UtcTicks);
            if (isVersioned)
            {
                writer.WriteString(file.Version);
            }
        }

        writer.Flush();
        return output.WrittenMemory;
    }

    /// <summary>Whether the batch of an encoded seal has any files.</summary>
    internal static bool HasFiles(ReadOnlySpan<byte> bytes)
    {
        ReadHeader(bytes, out _, out _, out ulong count);
        return count > 0;
    }

    /// <exception cref="CodecException">The bytes are damaged, or from a newer version.</exception>
    internal static FileSeal Decode(ReadOnlySpan<byte> bytes)
    {
        RecordReader reader = ReadHeader(bytes, out byte version, out BatchTime threshold, out ulong count);
        var files = new List<FileFacts>();
        for (ulong i = 0; i < count; i++)
        {
            string path = reader.ReadString() ?? "";
            files.Add(new FileFacts(
                path, reader.ReadInt64(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), version == Versioned ? reader.ReadString() : null));
        }

        return new FileSeal(threshold, files);
    }

    private static RecordReader ReadHeader(ReadOnlySpan<byte> bytes, out byte version, out BatchTime threshold, out ulong count)
    {
        RecordReader reader = new(bytes);
        version = reader.ReadByte();
        if (version is not (Plain or Versioned))
        {
            reader.Fail($"The seal of a file stream is of version {version}; this program knows versions up to {Versioned}.");
        }

        threshold = new BatchTime(reader.ReadInt64());
        count = reader.ReadUInt64();
        return reader;
    }
}
