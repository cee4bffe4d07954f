using System.Runtime.CompilerServices;

namespace OrleansStream.Outputs;

/// <summary>Writes records as lines of UTF-8, encoded straight into a buffer of its own.</summary>
internal sealed class TextRecordWriter<T>(Stream stream) : FileRecordWriter<T>
{
    private const int BufferSize = 1 << 16;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _used;

    public override void Write(T record)
    {
        if (typeof(T) == typeof(Utf8Slice))
        {
            Append(Unsafe.As<T, Utf8Slice>(ref record).Span);
        }
        else
        {
            Append(RecordText.Of(record));
        }

        Append("\n"u8);
    }

    public override void Complete() => Empty();

    private void Append(string text)
    {
        if (System.Text.Encoding.UTF8.GetMaxByteCount(text.Length) > BufferSize - _used)
        {
            Append(System.Text.Encoding.UTF8.GetBytes(text));
            return;
        }

        _used += System.Text.Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_used));
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BufferSize - _used)
        {
            Empty();
        }

        if (bytes.Length > BufferSize)
        {
            stream.Write(bytes);
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    private void Empty()
    {
        stream.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
