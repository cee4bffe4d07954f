namespace OrleansStream.Encoding;

/// <summary>Reads what <see cref="ShapeEncoder"/> wrote, and refuses whatever could not be the shape of a type.</summary>
internal sealed class ShapeDecoder
{
    private const int MaxNesting = 256;
    private readonly List<TypeShape> _shapes = [];

    internal TypeShape Decode(ReadOnlySpan<byte> bytes)
    {
        RecordReader reader = new(bytes);
        byte version = reader.ReadByte();
        if (version != ShapeEncoder.FormatVersion)
        {
            reader.Fail(FormattableString.Invariant(
                $"The shape has format version {version}; this release reads version {ShapeEncoder.FormatVersion}. Read it with the release that wrote it, or a newer one."));
        }

        TypeShape root = Read(ref reader, 0);
        if (reader.Remaining != 0)
        {
            reader.Fail("Bytes are left after the shape.");
        }

        return root;
    }

    private TypeShape Read(ref RecordReader reader, int nesting)
    {
        if (nesting > MaxNesting)
        {
            reader.Fail("The shape is nested too deeply.");
        }

        ShapeKind kind = (ShapeKind)reader.ReadByte();
        if (kind == ShapeKind.None)
        {
            ulong number = reader.ReadUInt64();
            if (number >= (ulong)_shapes.Count)
            {
                reader.Fail("The shape refers to a type that was not described.");
            }

            return _shapes[(int)number];
        }

        if (!Enum.IsDefined(kind))
        {
            reader.Fail(FormattableString.Invariant($"{(int)kind} is not a kind of shape."));
        }

        TypeShape shape = new();
        _shapes.Add(shape);
        string name = Text(ref reader);
        switch (kind)
        {
            case ShapeKind.Custom:
                ulong version = reader.ReadUInt64();
                return shape.Fill(kind, name, version: (int)Math.Min(version, int.MaxValue));
            case ShapeKind.Map:
                TypeShape key = Read(ref reader, nesting + 1);
                return shape.Fill(kind, name, key, Read(ref reader, nesting + 1));
            case ShapeKind.Enum or ShapeKind.Nullable or ShapeKind.Option or ShapeKind.List:
                TypeShape element = Read(ref reader, nesting + 1);
                if (kind == ShapeKind.Enum && element.Kind is < ShapeKind.SByte or > ShapeKind.UInt64)
                {
                    reader.Fail("The shape of an enumeration lacks its number.");
                }

                return shape.Fill(kind, name, element: element);
            case ShapeKind.Struct or ShapeKind.Class:
                return shape.Fill(kind, name, members: ReadMembers(ref reader, nesting));
            case ShapeKind.Union:
                return shape.Fill(kind, name, derived: ReadDerived(ref reader, nesting));
            default:
                return shape.Fill(kind, name);
        }
    }

    private MemberShape[] ReadMembers(ref RecordReader reader, int nesting)
    {
        MemberShape[] members = new MemberShape[Count(ref reader)];
        for (int i = 0; i < members.Length; i++)
        {
            string name = Text(ref reader);
            bool nullable = reader.ReadBoolean();
            members[i] = new MemberShape(name, Read(ref reader, nesting + 1), nullable);
        }

        return members;
    }

    private DerivedShape[] ReadDerived(ref RecordReader reader, int nesting)
    {
        DerivedShape[] derived = new DerivedShape[Count(ref reader)];
        for (int i = 0; i < derived.Length; i++)
        {
            string discriminator = Text(ref reader);
            derived[i] = new DerivedShape(discriminator, Read(ref reader, nesting + 1));
            if (derived[i].Type.Kind is not (ShapeKind.Class or ShapeKind.Struct))
            {
                reader.Fail("The shape of a derived type has no members.");
            }
        }

        return derived;
    }

    private static int Count(ref RecordReader reader)
    {
        int count = reader.ReadCount();
        if (count < 0)
        {
            reader.Fail("The shape lacks a count.");
        }

        return count;
    }

    private static string Text(ref RecordReader reader)
    {
        string? text = reader.ReadString();
        if (text is null)
        {
            reader.Fail("The shape lacks a name.");
        }

        return text;
    }
}
