using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>Codec of text slices. A decoded column shares one block: the reader's arena's, or one that never expires.</summary>
internal sealed class Utf8SliceCodec(TypeShape shape) : BytesCodec<Utf8Slice>(shape)
{
    public override void Write(ref RecordWriter writer, Utf8Slice value) => writer.WriteBytes(value.Span);

    protected override int MaxSize(Utf8Slice value) => value.Length;

    protected override int Encode(Utf8Slice value, Span<byte> bytes)
    {
        value.Span.CopyTo(bytes);
        return value.Length;
    }

    protected override Utf8Slice Decode(ReadOnlySpan<byte> bytes, ref RecordReader reader) =>
        reader.Arena is { } arena ? arena.Copy(bytes) : Utf8Slice.From(bytes);

    internal override void WriteMembers(scoped Column<Utf8Slice> values, ref RecordWriter writer)
    {
        uint[] lengths = ArrayPool<uint>.Shared.Rent(values.Length);
        int total = 0;
        for (int i = 0; i < values.Length; i++)
        {
            lengths[i] = (uint)values[i].Length + 1;
            total = checked(total + values[i].Length);
        }

        NumberColumn.Write<uint, IntegerForms.UInt32Form>(lengths.AsSpan(0, values.Length), ref writer);
        ArrayPool<uint>.Shared.Return(lengths);
        Span<byte> bytes = writer.Reserve(total);
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> text = values[i].Span;
            text.CopyTo(bytes);
            bytes = bytes[text.Length..];
        }

        writer.Advance(total);
    }

    protected override void DecodeAll(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> lengths, ref RecordReader reader, scoped Column<Utf8Slice> values)
    {
        if (bytes.IsEmpty)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = default;
            }

            return;
        }

        Utf8Block block = reader.Arena?.Rent(bytes.Length) ?? Utf8Block.Own(GC.AllocateUninitializedArray<byte>(bytes.Length));
        bytes.CopyTo(block.Bytes);
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int length = lengths[i];
            if (length < 0)
            {
                values[i] = Null(ref reader);
            }

            values[i] = length == 0 ? default : new Utf8Slice(block, at, length);
            at += length;
        }
    }
}
