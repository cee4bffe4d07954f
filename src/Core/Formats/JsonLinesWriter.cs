using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansStream.Formats;

/// <summary>Writes records as JSON lines.</summary>
internal sealed class JsonLinesWriter<T> : FileRecordWriter<T>
{
    private const int BufferSize = 1 << 16;

    private readonly Stream _stream;
    private readonly JsonTypeInfo<T> _type;
    private readonly ArrayBufferWriter<byte> _buffer = new(BufferSize * 2);
    private readonly Utf8JsonWriter _json;

    internal JsonLinesWriter(Stream stream, JsonTypeInfo<T> type)
    {
        _stream = stream;
        _type = type;
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = type.Options.Encoder, MaxDepth = type.Options.MaxDepth, Indented = false });
    }

    public override void Write(T record)
    {
        int start = _buffer.WrittenCount;
        JsonSerializer.Serialize(_json, record, _type);
        _json.Flush();
        _json.Reset();

        // A line break in a text is escaped, but a converter may write what it likes.
        if (_buffer.WrittenSpan[start..].Contains((byte)'\n'))
        {
            throw new InvalidOperationException($"The JSON of a {typeof(T).Name} has a line break, so it cannot be a line; its converter must not write any.");
        }

        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= BufferSize)
        {
            Empty();
        }
    }

    public override void Complete() => Empty();

    protected override void Dispose(bool disposing)
    {
        _json.Dispose();
        base.Dispose(disposing);
    }

    private void Empty()
    {
        _stream.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
