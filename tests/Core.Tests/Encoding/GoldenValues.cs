using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Encoding;

/// <summary>Fixed values and what they are encoded as, one line each.</summary>
internal static class GoldenValues
{
    private static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly DateTime Moment = new(2024, 2, 29, 12, 30, 15, 250, DateTimeKind.Utc);

    public static IReadOnlyList<(string File, IReadOnlyList<string> Lines)> All() =>
        [("keys.txt", Keys()), ("rows.txt", Rows()), ("blocks.txt", Blocks()), ("shapes.txt", Shapes())];

    public static IReadOnlyList<string> Keys()
    {
        JobEncoding encoding = new();
        encoding.Register(new CaseInsensitive());
        List<string> lines = [$"hash version {KeyIdentity<int>.HashVersion}"];
        Add("bool", true);
        Add("sbyte", (sbyte)-2);
        Add("short", (short)-2);
        Add("int", 1, -1, int.MinValue);
        Add("long", 0L, 1L, -1L, long.MaxValue);
        Add("ulong", ulong.MaxValue);
        Add("Int128", Int128.MinValue, (Int128)1);
        Add("char", 'x');
        Add("Rune", new Rune(0x1F600));
        Add("Half", (Half)1.5, Half.NaN);
        Add("float", 1.5f, float.NaN, -0f);
        Add("double", 1.5, double.NaN, -0.0, double.NegativeInfinity);
        Add("decimal", 1.0m, 1.00m, -12.340m, decimal.MaxValue, 0.00m);
        Add("string", "", "a", "ab", "word", "eight ch", "a text of more than sixteen bytes", new string('z', 100), "\ud800", null);
        Add("Utf8Slice", default, Utf8Slice.From("a"), Utf8Slice.From("word"), Utf8Slice.From("seventeen bytes !"));
        Add("Guid", Id);
        Add("DateTime", Moment);
        Add("DateTimeOffset", new DateTimeOffset(2024, 2, 29, 13, 30, 15, 250, TimeSpan.FromHours(1)));
        Add("DateOnly", new DateOnly(2024, 2, 29));
        Add("TimeSpan", TimeSpan.FromSeconds(-1));
        Add("BatchTime", new BatchTime(1357008430000));
        Add("BigInteger", BigInteger.Pow(2, 70));
        Add("Version", new Version(1, 2), null);
        Add("enum", DayOfWeek.Friday);
        Add("int?", 1, (int?)null);
        Add("Option<string>", Option<string?>.None, Option.Some<string?>(null), Option.Some<string?>("a"));
        Add("(string, long)", ("a", 1L), (null!, 2L));
        Add("(int, int, string)", (1, 2, "x"));
        Add("(8 and more)", (1, 2, 3, 4, 5, 6, 7, 8, "nine"));
        Add("record", new Place("Oslo", 3, -0.0), null);
        Add("record struct", new Point(1, 2));
        Add("comparer", new Insensitive("HeLLo"), null);
        return lines;

        void Add<T>(string name, params T[] keys)
        {
            KeyIdentity<T> identity = encoding.KeyFor<T>();
            lines.Add($"{name}: {identity.Signature}");
            foreach (T key in keys)
            {
                ArrayBufferWriter<byte> output = new();
                identity.Encode(key, output);
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"  {Convert.ToHexString(output.WrittenSpan)} {identity.Hash(key):x16}"));
            }
        }
    }

    public static IReadOnlyList<string> Rows()
    {
        List<string> lines = [];
        Each(new RowPrinter(lines));
        return lines;
    }

    public static IReadOnlyList<string> Blocks()
    {
        List<string> lines = [];
        Each(new BlockPrinter(lines));
        return lines;
    }

    public static IReadOnlyList<string> Shapes()
    {
        List<string> lines = [];
        Each(new ShapePrinter(lines));
        return lines;
    }

    private static void Each(IPrinter printer)
    {
        JobEncoding encoding = new();
        printer.Print(encoding.CodecFor<bool>(), true, false);
        printer.Print(encoding.CodecFor<byte>(), (byte)7);
        printer.Print(encoding.CodecFor<short>(), (short)-300);
        printer.Print(encoding.CodecFor<int>(), 0, -1, 1, 1000, int.MinValue);
        printer.Print(encoding.CodecFor<long>(), 0L, -1L, 1000L, long.MaxValue);
        printer.Print(encoding.CodecFor<ulong>(), ulong.MaxValue);
        printer.Print(encoding.CodecFor<UInt128>(), UInt128.MaxValue);
        printer.Print(encoding.CodecFor<Half>(), (Half)1.5);
        printer.Print(encoding.CodecFor<double>(), 1.5, double.NaN);
        printer.Print(encoding.CodecFor<decimal>(), 1.00m);
        printer.Print(encoding.CodecFor<char>(), 'x');
        printer.Print(encoding.CodecFor<string?>(), "", "word", "\u00e5\ud83d\ude00", "\ud800!", null);
        printer.Print(encoding.CodecFor<Utf8Slice>(), default, Utf8Slice.From("word"));
        printer.Print(encoding.CodecFor<byte[]?>(), [1, 2], [], null);
        printer.Print(encoding.CodecFor<Guid>(), Id);
        printer.Print(encoding.CodecFor<DateTime>(), Moment);
        printer.Print(encoding.CodecFor<DateTimeOffset>(), new DateTimeOffset(2024, 2, 29, 13, 30, 15, 250, TimeSpan.FromHours(1)));
        printer.Print(encoding.CodecFor<DateOnly>(), new DateOnly(2024, 2, 29));
        printer.Print(encoding.CodecFor<TimeOnly>(), new TimeOnly(12, 30));
        printer.Print(encoding.CodecFor<TimeSpan>(), TimeSpan.FromSeconds(-1));
        printer.Print(encoding.CodecFor<BatchTime>(), new BatchTime(1357008430000));
        printer.Print(encoding.CodecFor<Uri?>(), new Uri("https://example.org/a?b"), null);
        printer.Print(encoding.CodecFor<Version?>(), new Version(1, 2, 3), null);
        printer.Print(encoding.CodecFor<BigInteger>(), BigInteger.Pow(2, 70));
        printer.Print(encoding.CodecFor<DayOfWeek>(), DayOfWeek.Friday);
        printer.Print(encoding.CodecFor<int?>(), 1, null, 3);
        printer.Print(encoding.CodecFor<Option<long>>(), Option<long>.None, Option.Some(5L));
        printer.Print(encoding.CodecFor<(string, long)>(), ("a", 1L), ("bc", 300L));
        printer.Print(encoding.CodecFor<int[]?>(), [1, 2, 3], [], null);
        printer.Print(encoding.CodecFor<List<string>?>(), ["a", "b"], null);
        printer.Print(encoding.CodecFor<Dictionary<string, int>?>(), new Dictionary<string, int> { ["a"] = 1 }, null);
        printer.Print(encoding.CodecFor<Order?>(), new Order(Id, [new Line("s", 2, 1.5m), new Line("t", 1, null)]) { Note = "n" }, null);
        printer.Print(encoding.CodecFor<Tree?>(), new Tree { Value = 1, Children = [new Tree { Value = 2 }, new Tree { Value = 3 }] }, null);
        printer.Print(encoding.CodecFor<Figure?>(), new Circle("c", 2), new Square("s", 3), null);
        printer.Print(encoding.CodecFor<Empty>(), default, default);
    }

    private interface IPrinter
    {
        void Print<T>(Codec<T> codec, params T[] values);
    }

    private sealed class RowPrinter(List<string> lines) : IPrinter
    {
        public void Print<T>(Codec<T> codec, params T[] values)
        {
            byte[] rows = RoundTrip.Rows(codec, values);
            RecordReader reader = new(rows);
            T[] back = new T[values.Length];
            for (int i = 0; i < back.Length; i++)
            {
                back[i] = codec.Read(ref reader);
            }

            bool same = rows.AsSpan().SequenceEqual(RoundTrip.Rows(codec, back));
            lines.Add($"{codec.Shape.Name}: {Convert.ToHexString(rows)}{(same ? "" : " does not read back")}");
        }
    }

    private sealed class BlockPrinter(List<string> lines) : IPrinter
    {
        public void Print<T>(Codec<T> codec, params T[] values) =>
            lines.Add($"{codec.Shape.Name}: {Convert.ToHexString(RoundTrip.Block<T>(codec, values))}");
    }

    private sealed class ShapePrinter(List<string> lines) : IPrinter
    {
        public void Print<T>(Codec<T> codec, params T[] values)
        {
            ArrayBufferWriter<byte> output = new();
            codec.Shape.Encode(output);
            lines.Add(string.Create(
                CultureInfo.InvariantCulture, $"{codec.Shape.Name}: {Convert.ToHexString(output.WrittenSpan)} {codec.Shape.Fingerprint:x16}"));
        }
    }
}
