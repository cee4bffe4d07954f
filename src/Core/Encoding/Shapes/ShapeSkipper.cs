using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>Passes over encoded values of which only the shape is known.</summary>
internal static class ShapeSkipper
{
    // Bounds the stack: a shape from a damaged file may contain itself without ever taking a byte.
    private const int MaxDepth = 1000;

    /// <summary>Passes over one value in row form.</summary>
    internal static void Skip(ref RecordReader reader, TypeShape shape, int depth = 0)
    {
        Check(ref reader, depth++);
        switch (shape.Kind)
        {
            case ShapeKind.Enum:
                Skip(ref reader, shape.Element!, depth);
                break;
            case ShapeKind.Nullable or ShapeKind.Option:
                if (reader.ReadBoolean())
                {
                    Skip(ref reader, shape.Element!, depth);
                }

                break;
            case ShapeKind.List or ShapeKind.Map:
                for (int left = reader.ReadCount(); left > 0; left--)
                {
                    if (shape.Key is not null)
                    {
                        Skip(ref reader, shape.Key, depth);
                    }

                    Skip(ref reader, shape.Element!, depth);
                }

                break;
            case ShapeKind.Class or ShapeKind.Struct:
                if (shape.Kind == ShapeKind.Struct || reader.ReadBoolean())
                {
                    SkipMembers(ref reader, shape, depth);
                }

                break;
            case ShapeKind.Union:
                ulong tag = reader.ReadUInt64();
                if (tag > 0)
                {
                    SkipMembers(ref reader, shape.Derived[ObjectTags.Index(ref reader, tag, shape.Derived.Count)].Type, depth);
                }

                break;
            default:
                SkipScalar(ref reader, shape.Kind);
                break;
        }
    }

    /// <summary>Passes over a column.</summary>
    internal static void SkipColumn(ref RecordReader reader, TypeShape shape, int count, int depth = 0)
    {
        if (count == 0)
        {
            return;
        }

        Check(ref reader, depth++);
        int present = count;
        switch (shape.Kind)
        {
            case ShapeKind.Enum:
                SkipColumn(ref reader, shape.Element!, count, depth);
                break;
            case ShapeKind.Nullable or ShapeKind.Option:
                _ = Flags.Read(ref reader, count, out present);
                SkipColumn(ref reader, shape.Element!, present, depth);
                break;
            case ShapeKind.List or ShapeKind.Map:
                ArrayPool<int>.Shared.Return(NumberColumn.RentLengths(ref reader, count, out int total));
                if (shape.Key is not null)
                {
                    SkipColumn(ref reader, shape.Key, total, depth);
                }

                SkipColumn(ref reader, shape.Element!, total, depth);
                break;
            case ShapeKind.Class:
                _ = Flags.Read(ref reader, count, out present);
                SkipMemberColumns(ref reader, shape, present, depth);
                break;
            case ShapeKind.Struct:
                SkipMemberColumns(ref reader, shape, count, depth);
                break;
            case ShapeKind.Union:
                int[] perType = ObjectTags.CountColumn(ref reader, count, shape.Derived.Count);
                for (int i = 0; i < perType.Length; i++)
                {
                    SkipMemberColumns(ref reader, shape.Derived[i].Type, perType[i], depth);
                }

                break;
            default:
                SkipScalarColumn(ref reader, shape.Kind, count);
                break;
        }
    }

    private static void SkipMembers(ref RecordReader reader, TypeShape shape, int depth)
    {
        if (shape.Members.Count == 0 && shape.Kind == ShapeKind.Struct)
        {
            _ = reader.ReadByte();
        }

        foreach (MemberShape member in shape.Members)
        {
            Skip(ref reader, member.Type, depth);
        }
    }

    private static void SkipMemberColumns(ref RecordReader reader, TypeShape shape, int count, int depth)
    {
        if (shape.Members.Count == 0 && shape.Kind == ShapeKind.Struct)
        {
            _ = reader.ReadRaw(count);
        }

        foreach (MemberShape member in shape.Members)
        {
            SkipColumn(ref reader, member.Type, count, depth);
        }
    }

    private static void SkipScalar(ref RecordReader reader, ShapeKind kind)
    {
        int size = FixedSize(kind);
        if (size > 0)
        {
            _ = reader.ReadRaw(size);
        }
        else if (IsBytes(kind))
        {
            _ = reader.TryReadBytes(out _);
        }
        else
        {
            _ = reader.ReadUInt64();
        }
    }

    private static void SkipScalarColumn(ref RecordReader reader, ShapeKind kind, int count)
    {
        int size = FixedSize(kind);
        if (size > 0)
        {
            if ((long)count * size > reader.Remaining)
            {
                reader.Fail("A column is longer than the bytes that follow.");
            }

            _ = reader.ReadRaw(count * size);
        }
        else if (IsBytes(kind))
        {
            ArrayPool<int>.Shared.Return(NumberColumn.RentLengths(ref reader, count, out int total));
            _ = reader.ReadRaw(total);
        }
        else
        {
            NumberColumn.Skip(ref reader, count);
        }
    }

    private static bool IsBytes(ShapeKind kind) =>
        kind is ShapeKind.String or ShapeKind.Utf8 or ShapeKind.Bytes or ShapeKind.Uri or ShapeKind.Version or ShapeKind.BigInteger or ShapeKind.Custom;

    private static int FixedSize(ShapeKind kind) => kind switch
    {
        ShapeKind.Boolean or ShapeKind.SByte or ShapeKind.Byte => 1,
        ShapeKind.Half => 2,
        ShapeKind.Single => 4,
        ShapeKind.Double or ShapeKind.DateTime => 8,
        ShapeKind.DateTimeOffset => 10,
        ShapeKind.Int128 or ShapeKind.UInt128 or ShapeKind.Decimal or ShapeKind.Guid => 16,
        _ => 0,
    };

    private static void Check(ref RecordReader reader, int depth)
    {
        if (depth > MaxDepth)
        {
            reader.Fail("The data is nested too deeply to be passed over.");
        }
    }
}
