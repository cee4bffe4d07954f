using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using OrleansStream.Encoding;

namespace OrleansStream.Checkpoints;

/// <summary>Makes JSON of encoded values of which only the shape is known.</summary>
/// <remarks>Bytes, and what hand-written codecs have written, become base 64. Numbers that are none and infinite ones become text.</remarks>
internal static class ShapeValues
{
    // Bounds the stack: a shape from a damaged file may contain itself without ever taking a byte.
    private const int MaxDepth = 1000;

    /// <summary>Reads a block.</summary>
    /// <exception cref="CodecException">The bytes are damaged.</exception>
    internal static JsonNode?[] ReadBlock(ReadOnlySpan<byte> bytes, TypeShape shape)
    {
        var reader = new RecordReader(bytes);
        ulong count = reader.ReadUInt64();
        if (count > (ulong)reader.Remaining)
        {
            reader.Fail(FormattableString.Invariant($"The block says that it holds {count} records in {reader.Remaining} bytes."));
        }

        JsonNode?[] values = Column(ref reader, shape, (int)count, depth: 0);
        if (reader.Remaining != 0)
        {
            reader.Fail(FormattableString.Invariant($"{reader.Remaining} bytes are left after the last record."));
        }

        return values;
    }

    private static JsonNode?[] Column(ref RecordReader reader, TypeShape shape, int count, int depth)
    {
        if (count == 0)
        {
            return [];
        }

        if (depth++ > MaxDepth)
        {
            reader.Fail("The data is nested too deeply to be shown.");
        }

        switch (shape.Kind)
        {
            case ShapeKind.Enum:
                return Column(ref reader, shape.Element!, count, depth);
            case ShapeKind.Nullable or ShapeKind.Option:
                byte[] flags = Flags.Read(ref reader, count, out int present).ToArray();
                return Spread(flags, Column(ref reader, shape.Element!, present, depth));
            case ShapeKind.List or ShapeKind.Map:
                return Collections(ref reader, shape, count, depth);
            case ShapeKind.Class:
                byte[] given = Flags.Read(ref reader, count, out int objects).ToArray();
                return Spread(given, Objects(ref reader, shape, objects, type: null, depth));
            case ShapeKind.Struct:
                return Objects(ref reader, shape, count, type: null, depth);
            case ShapeKind.Union:
                return Unions(ref reader, shape, count, depth);
            default:
                return Scalars(ref reader, shape.Kind, count);
        }
    }

    private static JsonNode?[] Spread(byte[] flags, JsonNode?[] present)
    {
        int next = 0;
        return [.. flags.Select(flag => flag == 0 ? null : present[next++])];
    }

    private static JsonNode?[] Collections(ref RecordReader reader, TypeShape shape, int count, int depth)
    {
        int[] lengths = NumberColumn.RentLengths(ref reader, count, out int total);
        JsonNode?[] keys = shape.Key is null ? [] : Column(ref reader, shape.Key, total, depth);
        JsonNode?[] items = Column(ref reader, shape.Element!, total, depth);
        var values = new JsonNode?[count];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            if (lengths[i] >= 0)
            {
                Range range = at..(at + lengths[i]);
                values[i] = shape.Key is null ? new JsonArray(items[range]) : Map(shape.Key, keys[range], items[range]);
                at += lengths[i];
            }
        }

        ArrayPool<int>.Shared.Return(lengths);
        return values;
    }

    /// <summary>An object if keys are text, else an array of pairs.</summary>
    private static JsonNode Map(TypeShape key, JsonNode?[] keys, JsonNode?[] items) => key.Kind is ShapeKind.String or ShapeKind.Utf8
        ? new JsonObject(keys.Zip(items, (name, item) => KeyValuePair.Create(name?.GetValue<string>() ?? "", item)))
        : new JsonArray([.. keys.Zip(items, (name, item) => new JsonObject { ["key"] = name, ["value"] = item })]);

    private static JsonNode?[] Objects(ref RecordReader reader, TypeShape shape, int count, string? type, int depth)
    {
        if (shape.Members.Count == 0 && shape.Kind == ShapeKind.Struct)
        {
            _ = reader.ReadRaw(count);
        }

        var objects = new JsonNode?[count];
        for (int i = 0; i < count; i++)
        {
            var made = new JsonObject();
            if (type is not null)
            {
                made["$type"] = type;
            }

            objects[i] = made;
        }

        foreach (MemberShape member in shape.Members)
        {
            JsonNode?[] values = Column(ref reader, member.Type, count, depth);
            for (int i = 0; i < count; i++)
            {
                objects[i]![member.Name] = values[i];
            }
        }

        return objects;
    }

    private static JsonNode?[] Unions(ref RecordReader reader, TypeShape shape, int count, int depth)
    {
        uint[] tags = ObjectTags.RentColumn(ref reader, count, shape.Derived.Count, out int[] perType);
        var types = new JsonNode?[perType.Length][];
        for (int i = 0; i < perType.Length; i++)
        {
            DerivedShape derived = shape.Derived[i];
            types[i] = Objects(ref reader, derived.Type, perType[i], derived.Discriminator, depth);
        }

        var next = new int[perType.Length];
        JsonNode?[] values = [.. tags.Take(count).Select(tag => tag == 0 ? null : types[tag - 1][next[tag - 1]++])];
        ArrayPool<uint>.Shared.Return(tags);
        return values;
    }

    private static JsonNode?[] Scalars(ref RecordReader reader, ShapeKind kind, int count) => kind switch
    {
        ShapeKind.Boolean => Fixed<bool, FixedForms.BooleanForm>(ref reader, count, value => value),
        ShapeKind.SByte => Fixed<sbyte, FixedForms.SByteForm>(ref reader, count, value => value),
        ShapeKind.Byte => Fixed<byte, FixedForms.ByteForm>(ref reader, count, value => value),
        ShapeKind.Int128 => Fixed<Int128, FixedForms.Int128Form>(ref reader, count, value => Number(value)),
        ShapeKind.UInt128 => Fixed<UInt128, FixedForms.UInt128Form>(ref reader, count, value => Number(value)),
        ShapeKind.Half => Fixed<Half, FixedForms.HalfForm>(ref reader, count, value => Real((double)value, value)),
        ShapeKind.Single => Fixed<float, FixedForms.SingleForm>(ref reader, count, value => Real(value, value)),
        ShapeKind.Double => Fixed<double, FixedForms.DoubleForm>(ref reader, count, value => Real(value, value)),
        ShapeKind.Decimal => Fixed<decimal, FixedForms.DecimalForm>(ref reader, count, value => value),
        ShapeKind.Guid => Fixed<Guid, FixedForms.GuidForm>(ref reader, count, value => value),
        ShapeKind.DateTime => Fixed<DateTime, FixedForms.DateTimeForm>(ref reader, count, value => value),
        ShapeKind.DateTimeOffset => Fixed<DateTimeOffset, FixedForms.DateTimeOffsetForm>(ref reader, count, value => value),
        ShapeKind.Int16 => Whole<short, IntegerForms.Int16Form>(ref reader, count, value => value),
        ShapeKind.UInt16 => Whole<ushort, IntegerForms.UInt16Form>(ref reader, count, value => value),
        ShapeKind.Int32 => Whole<int, IntegerForms.Int32Form>(ref reader, count, value => value),
        ShapeKind.UInt32 => Whole<uint, IntegerForms.UInt32Form>(ref reader, count, value => value),
        ShapeKind.Int64 => Whole<long, IntegerForms.Int64Form>(ref reader, count, value => value),
        ShapeKind.UInt64 => Whole<ulong, IntegerForms.UInt64Form>(ref reader, count, value => value),
        ShapeKind.Char => Whole<char, IntegerForms.CharForm>(ref reader, count, value => value.ToString()),
        ShapeKind.Rune => Whole<Rune, IntegerForms.RuneForm>(ref reader, count, value => value.ToString()),
        ShapeKind.DateOnly => Whole<DateOnly, IntegerForms.DateOnlyForm>(ref reader, count, value => value.ToString("O", CultureInfo.InvariantCulture)),
        ShapeKind.TimeOnly => Whole<TimeOnly, IntegerForms.TimeOnlyForm>(ref reader, count, value => value.ToString("O", CultureInfo.InvariantCulture)),
        ShapeKind.TimeSpan => Whole<TimeSpan, IntegerForms.TimeSpanForm>(ref reader, count, value => value.ToString("c", CultureInfo.InvariantCulture)),
        ShapeKind.BatchTime => Whole<BatchTime, IntegerForms.BatchTimeForm>(ref reader, count, value => value.Milliseconds),
        ShapeKind.BigInteger => Texts(ref reader, count, (in reader, bytes) => Number(new BigInteger(bytes))),
        ShapeKind.Bytes or ShapeKind.Custom => Texts(ref reader, count, (in reader, bytes) => Convert.ToBase64String(bytes)),
        _ => Texts(ref reader, count, (in reader, bytes) => reader.DecodeString(bytes)),
    };

    private static JsonNode?[] Fixed<T, TForm>(ref RecordReader reader, int count, Func<T, JsonNode?> json)
        where TForm : struct, IFixedForm<T>
    {
        var values = new JsonNode?[count];
        for (int i = 0; i < count; i++)
        {
            if (!TForm.TryRead(reader.ReadRaw(TForm.Size), out T value))
            {
                reader.Fail($"Bytes are not a {TypeNames.Of(typeof(T))}.");
            }

            values[i] = json(value);
        }

        return values;
    }

    private static JsonNode?[] Whole<T, TForm>(ref RecordReader reader, int count, Func<T, JsonNode?> json)
        where TForm : struct, IIntegerForm<T>
    {
        // Checked first, so that a forged count does not ask for more memory than the input has.
        _ = count <= reader.Remaining || Refuse(ref reader);
        var values = new T[count];
        NumberColumn.Read<T, TForm>(ref reader, Column<T>.Of(values));
        return [.. values.Select(json)];
    }

    private static bool Refuse(ref RecordReader reader)
    {
        reader.Fail("A column is longer than the bytes that follow.");
        return false;
    }

    private static JsonNode?[] Texts(ref RecordReader reader, int count, TextReader read)
    {
        int[] lengths = NumberColumn.RentLengths(ref reader, count, out _);
        var values = new JsonNode?[count];
        for (int i = 0; i < count; i++)
        {
            if (lengths[i] >= 0)
            {
                ReadOnlySpan<byte> bytes = reader.ReadRaw(lengths[i]);
                values[i] = read(in reader, bytes);
            }
        }

        ArrayPool<int>.Shared.Return(lengths);
        return values;
    }

    private static JsonNode? Number<T>(T value)
        where T : INumber<T> => JsonNode.Parse(value.ToString(null, CultureInfo.InvariantCulture));

    private static JsonValue? Real<T>(double value, T exact)
        where T : IFormattable => double.IsFinite(value) ? JsonValue.Create(exact) : JsonValue.Create(exact.ToString(null, CultureInfo.InvariantCulture));

    private delegate JsonNode? TextReader(in RecordReader reader, ReadOnlySpan<byte> bytes);
}
