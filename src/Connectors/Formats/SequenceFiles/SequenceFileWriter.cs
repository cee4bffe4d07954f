using System.Buffers;
using System.Buffers.Binary;

namespace OrleansStream.Formats;

/// <summary>Writes a file as <see cref="SequenceFileLayout"/> says.</summary>
internal sealed class SequenceFileWriter<TKey, TValue> : FileRecordWriter<(TKey Key, TValue Value)>
{
    private readonly Stream _stream;
    private readonly Writable<TKey> _key;
    private readonly Writable<TValue> _value;
    private readonly CompressionCodec? _codec;
    private readonly byte[] _marker;
    private readonly int _syncInterval;
    private readonly ArrayBufferWriter<byte> _record = new();
    private readonly ArrayBufferWriter<byte> _uncompressed = new();
    private long _sinceSync;

    internal SequenceFileWriter(
        Stream stream, Writable<TKey> key, Writable<TValue> value, SequenceFileCompression compression, byte[] marker, int syncInterval)
    {
        _stream = stream;
        _key = key;
        _value = value;
        _marker = marker;
        _syncInterval = syncInterval;
        (string ClassName, CompressionCodec Codec)? compressed = ValueCompression.Of(compression);
        _codec = compressed?.Codec;
        _record.Write(SequenceFileLayout.Magic);
        _record.Write((ReadOnlySpan<byte>)[SequenceFileLayout.Version]);
        Writables.Text.Write(key.ClassName, _record);
        Writables.Text.Write(value.ClassName, _record);
        _record.Write((ReadOnlySpan<byte>)[compressed is null ? (byte)0 : (byte)1, 0]);
        if (compressed is not null)
        {
            Writables.Text.Write(compressed.Value.ClassName, _record);
        }

        // No metadata.
        _record.Write((ReadOnlySpan<byte>)[0, 0, 0, 0]);
        _record.Write(marker);
        Empty();
        _sinceSync = 0;
    }

    public override void Write((TKey Key, TValue Value) record)
    {
        if (_sinceSync >= _syncInterval)
        {
            Span<byte> escape = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(escape, SequenceFileLayout.Escape);
            _record.Write(escape);
            _record.Write(_marker);
            Empty();
            _sinceSync = 0;
        }

        _key.Write(record.Key, _record);
        int keyLength = _record.WrittenCount;
        WriteValue(record.Value);
        Span<byte> lengths = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(lengths, _record.WrittenCount);
        BinaryPrimitives.WriteInt32BigEndian(lengths[sizeof(int)..], keyLength);
        _stream.Write(lengths);
        _sinceSync += lengths.Length;
        Empty();
    }

    private void WriteValue(TValue value)
    {
        if (_codec is null)
        {
            _value.Write(value, _record);
            return;
        }

        _value.Write(value, _uncompressed);
        _record.Write(ValueCompression.Compress(_codec, _uncompressed.WrittenSpan));
        _uncompressed.ResetWrittenCount();
    }

    private void Empty()
    {
        _stream.Write(_record.WrittenSpan);
        _sinceSync += _record.WrittenCount;
        _record.ResetWrittenCount();
    }
}
