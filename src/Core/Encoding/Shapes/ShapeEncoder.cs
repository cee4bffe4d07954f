using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>Writes a shape: each type once, in the order of first mention; later mentions by number.</summary>
internal sealed class ShapeEncoder
{
    /// <summary>The version of the stored form of shapes.</summary>
    internal const byte FormatVersion = 1;

    private readonly Dictionary<TypeShape, int> _numbers = new(ReferenceEqualityComparer.Instance);

    internal byte[] Encode(TypeShape root)
    {
        ArrayBufferWriter<byte> output = new();
        RecordWriter writer = new(output);
        writer.WriteByte(FormatVersion);
        Write(ref writer, root);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private void Write(ref RecordWriter writer, TypeShape shape)
    {
        if (_numbers.TryGetValue(shape, out int number))
        {
            writer.WriteByte(0);
            writer.WriteUInt64((ulong)number);
            return;
        }

        _numbers.Add(shape, _numbers.Count);
        writer.WriteByte((byte)shape.Kind);
        writer.WriteString(shape.Name);
        switch (shape.Kind)
        {
            case ShapeKind.Custom:
                writer.WriteUInt64((ulong)shape.Version);
                break;
            case ShapeKind.Map:
                Write(ref writer, shape.Key!);
                Write(ref writer, shape.Element!);
                break;
            case ShapeKind.Enum or ShapeKind.Nullable or ShapeKind.Option or ShapeKind.List:
                Write(ref writer, shape.Element!);
                break;
            case ShapeKind.Struct or ShapeKind.Class:
                writer.WriteUInt64((ulong)shape.Members.Count + 1);
                foreach (MemberShape member in shape.Members)
                {
                    writer.WriteString(member.Name);
                    writer.WriteBoolean(member.IsNullable);
                    Write(ref writer, member.Type);
                }

                break;
            case ShapeKind.Union:
                writer.WriteUInt64((ulong)shape.Derived.Count + 1);
                foreach (DerivedShape derived in shape.Derived)
                {
                    writer.WriteString(derived.Discriminator);
                    Write(ref writer, derived.Type);
                }

                break;
            default:
                break;
        }
    }
}
