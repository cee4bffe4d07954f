using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OrleansStream.Tests.Kafka;

/// <summary>The batches of records of a partition, in the second form of Kafka's record batches.</summary>
internal sealed class PartitionLog
{
    // Places in a batch, by the published layout.
    private const int LengthAt = 8;
    private const int MagicAt = 16;
    private const int AttributesAt = 21;
    private const int LastOffsetDeltaAt = 23;
    private const int FirstTimestampAt = 27;
    private const int MaxTimestampAt = 35;
    private const int ProducerIdAt = 43;
    private const int ProducerEpochAt = 51;
    private const int SequenceAt = 53;
    private const int CountAt = 57;
    private const int HeaderLength = 61;
    private const short TransactionalAttribute = 0x10;
    private const short ControlAttribute = 0x20;

    private readonly List<Batch> _batches = [];
    private readonly Dictionary<long, long> _open = [];
    private readonly List<(long Producer, long First, long Last)> _aborted = [];
    private readonly Dictionary<(long Producer, short Epoch), int> _sequences = [];

    internal long End { get; private set; }

    /// <summary>Before which no transaction is open.</summary>
    internal long StableEnd => _open.Count == 0 ? End : _open.Values.Min();

    /// <summary>Appends what a producer has sent, once.</summary>
    internal (BrokerError Error, long Offset) Append(byte[] sent)
    {
        (long producer, short epoch) = ProducerOf(sent);
        int sequence = BinaryPrimitives.ReadInt32BigEndian(sent.AsSpan(SequenceAt));
        int delta = BinaryPrimitives.ReadInt32BigEndian(sent.AsSpan(LastOffsetDeltaAt));
        if (producer >= 0)
        {
            if (sequence <= _sequences.GetValueOrDefault((producer, epoch), -1))
            {
                return (BrokerError.DuplicateSequenceNumber, -1);
            }

            _sequences[(producer, epoch)] = sequence + delta;
        }

        if ((BinaryPrimitives.ReadInt16BigEndian(sent.AsSpan(AttributesAt)) & TransactionalAttribute) != 0)
        {
            _open.TryAdd(producer, End);
        }

        return (BrokerError.None, Add(sent, delta));
    }

    /// <summary>Who has made a batch.</summary>
    internal static (long Producer, short Epoch) ProducerOf(byte[] sent) =>
        (BinaryPrimitives.ReadInt64BigEndian(sent.AsSpan(ProducerIdAt)), BinaryPrimitives.ReadInt16BigEndian(sent.AsSpan(ProducerEpochAt)));

    /// <summary>Ends a producer's transaction, if it has written here.</summary>
    internal void EndTransaction(long producer, short epoch, bool commits)
    {
        if (_open.Remove(producer, out long first))
        {
            if (!commits)
            {
                _aborted.Add((producer, first, End));
            }

            Add(Marker(producer, epoch, commits), 0);
        }
    }

    /// <summary>The batches from an offset on that a reader may see, and the transactions among them that it must pass over.</summary>
    internal (byte[] Records, (long Producer, long First)[] Aborted) Read(long from, bool committedOnly, int maxBytes)
    {
        long end = committedOnly ? StableEnd : End;
        var records = new MemoryStream();
        foreach (Batch batch in CollectionsMarshal.AsSpan(_batches)[FirstWith(from)..])
        {
            if (batch.First >= end || (records.Length > 0 && records.Length + batch.Bytes.Length > maxBytes))
            {
                break;
            }

            records.Write(batch.Bytes);
        }

        return (records.ToArray(), committedOnly ? [.. _aborted.Where(one => one.Last >= from && one.First < end).Select(one => (one.Producer, one.First))] : []);
    }

    /// <summary>The place of the batch that has an offset, or of the one to come.</summary>
    private int FirstWith(long offset)
    {
        (int low, int high) = (0, _batches.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _batches[middle].Last < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private long Add(byte[] bytes, int delta)
    {
        // The checksum leaves the offset out, so that a broker can give it.
        BinaryPrimitives.WriteInt64BigEndian(bytes, End);
        _batches.Add(new Batch(End, End + delta, bytes));
        (long first, End) = (End, End + delta + 1);
        return first;
    }

    private static byte[] Marker(long producer, short epoch, bool commits)
    {
        // A record: no attributes, no deltas, a key of version and kind, a value of version and coordinator's epoch, no headers. Numbers are in zigzag form.
        byte[] record = [0, 0, 0, 4 << 1, 0, 0, 0, (byte)(commits ? 1 : 0), 6 << 1, 0, 0, 0, 0, 0, 0, 0];
        byte[] bytes = new byte[HeaderLength + 1 + record.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(LengthAt), bytes.Length - LengthAt - sizeof(int));
        bytes[MagicAt] = 2;
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(AttributesAt), TransactionalAttribute | ControlAttribute);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(FirstTimestampAt), 0);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(MaxTimestampAt), 0);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(ProducerIdAt), producer);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(ProducerEpochAt), epoch);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(SequenceAt), -1);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(CountAt), 1);
        bytes[HeaderLength] = (byte)(record.Length << 1);
        record.CopyTo(bytes, HeaderLength + 1);
        return bytes;
    }

    private sealed record Batch(long First, long Last, byte[] Bytes);
}
