using System.Buffers.Binary;

namespace OrleansStream.Grains.Persistence;

/// <summary>What stands under the name of an object: the object, or where its parts are.</summary>
/// <remarks>
/// The first byte is the form. In <see cref="Whole"/> the object follows, in the two others the writers: id (16 bytes), length of the object
/// (8), length of a part (4), in little-endian numbers. In <see cref="InParts"/> the object is the first writer's;
/// in <see cref="Begun"/> there is none yet. The other writers are remembered so that their parts are removed with the object, whatever
/// becomes of them.
/// </remarks>
internal sealed class ObjectRecord
{
    private const byte Whole = 1;
    private const byte Begun = 2;
    private const byte InParts = 3;
    private const int WriterLength = 16 + sizeof(long) + sizeof(int);

    private readonly byte _form;

    private ObjectRecord(byte form, ReadOnlyMemory<byte> content, IReadOnlyList<ObjectWriter> writers)
    {
        _form = form;
        Content = content;
        Writers = writers;
    }

    /// <summary>Whether there is an object.</summary>
    internal bool IsComplete => _form != Begun;

    /// <summary>Whether parts may lie somewhere.</summary>
    internal bool HasParts => _form != Whole;

    /// <summary>The object, if it has no parts.</summary>
    internal ReadOnlyMemory<byte> Content { get; }

    /// <summary>Who writes or wrote; of a complete object the first is its author.</summary>
    internal IReadOnlyList<ObjectWriter> Writers { get; }

    /// <summary>A record that holds the object.</summary>
    internal static byte[] Of(ReadOnlySpan<byte> content)
    {
        byte[] record = new byte[1 + content.Length];
        record[0] = Whole;
        content.CopyTo(record.AsSpan(1));
        return record;
    }

    /// <summary>A record that says that an object is being written.</summary>
    internal static byte[] OfBegun(IEnumerable<ObjectWriter> writers) => Encode(Begun, [.. writers]);

    /// <summary>A record that says where an object is.</summary>
    internal static byte[] OfParts(ObjectWriter author, IEnumerable<ObjectWriter> others) => Encode(InParts, [author, .. others]);

    /// <summary>Reads a record.</summary>
    /// <exception cref="CheckpointVersionException">A newer version has written it.</exception>
    /// <exception cref="CheckpointDamagedException">It is not as it was written.</exception>
    internal static ObjectRecord Read(byte[] record, string name)
    {
        if (record[0] == Whole)
        {
            return new ObjectRecord(Whole, record.AsMemory(1), []);
        }

        if (record[0] is not (Begun or InParts))
        {
            throw new CheckpointVersionException(
                $"'{name}' is stored in form {record[0]}, which this program does not know. Continue the job with the version of OrleansStream that wrote it, or a newer one.");
        }

        if (record.Length == 1 || (record.Length - 1) % WriterLength != 0)
        {
            throw new CheckpointDamagedException($"'{name}' does not say where its parts are. Restore the storage from a copy that was taken as a whole.");
        }

        var writers = new List<ObjectWriter>();
        for (int at = 1; at < record.Length; at += WriterLength)
        {
            ReadOnlySpan<byte> writer = record.AsSpan(at, WriterLength);
            writers.Add(new ObjectWriter(
                new Guid(writer[..16]), BinaryPrimitives.ReadInt64LittleEndian(writer[16..]), BinaryPrimitives.ReadInt32LittleEndian(writer[24..])));
        }

        return new ObjectRecord(record[0], default, writers);
    }

    private static byte[] Encode(byte form, ObjectWriter[] writers)
    {
        byte[] record = new byte[1 + (writers.Length * WriterLength)];
        record[0] = form;
        for (int i = 0; i < writers.Length; i++)
        {
            Span<byte> writer = record.AsSpan(1 + (i * WriterLength), WriterLength);
            writers[i].Id.TryWriteBytes(writer);
            BinaryPrimitives.WriteInt64LittleEndian(writer[16..], writers[i].Length);
            BinaryPrimitives.WriteInt32LittleEndian(writer[24..], writers[i].PartLength);
        }

        return record;
    }
}
