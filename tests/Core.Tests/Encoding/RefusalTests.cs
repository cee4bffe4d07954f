using System.Text.Json.Serialization;
using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Encoding;

/// <summary>What cannot be data or a key is refused when the job starts, with the path and the remedy.</summary>
public sealed class RefusalTests
{
    private readonly JobEncoding _encoding = new();

    [Fact]
    public void Codecs_name_the_member_and_the_remedy()
    {
        Codec<Holder<List<Tagged>>>("Holder<List<Tagged>>.Value[].Tag is object: ", "[JsonDerivedType]");
        Codec<object>("object: ", "Declare the real type");
        Codec<Action>("Action: code is not data");
        Codec<Dictionary<string, Func<int>>>("Dictionary<string, Func<int>>[].Value is Func<int>", "Define");
        Codec<nint>("IntPtr: ", "outside this process");
        Codec<Task<int>>("Task<int>: ", "MapAsync");
        Codec<ValueTask<int>>("ValueTask<int>", "MapAsync");
        Codec<Stream>("Stream: ", "bytes or text");
        Codec<Exception>("Exception: ", "ToString()");
        Codec<CancellationToken>("CancellationToken", "[JsonIgnore]");
        Codec<int[,]>("int[,]: ", "array of arrays");
        Codec<IAsyncEnumerable<int>>("IAsyncEnumerable<int>", "store a list");
        Codec<IFormattable>("IFormattable: ", "[JsonDerivedType");
        Codec<(int, IComparable)>("(int, IComparable).Item2 is IComparable", "[JsonDerivedType");
        Codec<Type>("Type: ", "JobEncoding.Register");
        Codec<Silent>("Silent.Value is int", "[JsonConstructor]");
        Codec<Hidden>("Hidden: ", "no public member");
        Codec<Unmatched>("Unmatched: ", "parameter other");
        Codec<NoDiscriminator>("NoDiscriminator is WithoutName: ", "no discriminator");
        Codec<System.Collections.ArrayList>("ArrayList[] is object");
        Codec<Private>("Private: ", "constructor");
    }

    [Fact]
    public void Keys_name_the_member_and_the_remedy()
    {
        Key<int[]>("int[]: arrays are compared by reference", "KeyComparer<int[]>");
        Key<Tree>("Tree: ", "compared by reference", "KeyComparer<Tree>");
        Key<Insensitive>("Insensitive: it has an equality of its own", "KeyComparer<Insensitive>");
        Key<(int, List<string>)>("(int, List<string>).Item2 is List<string>", "KeyComparer<List<string>>");
        Key<Generic<string>>("Generic<string>.Third is List<(string, int?)>", "compared by reference");
        Key<object>("object: ", "not known before the job runs");
        Key<Figure>("Figure: ", "not known before the job runs");
        Key<Linked>("Linked.Next is Linked: a key cannot contain itself", "KeyComparer<Linked>");
        Key<Secret>("Secret: ", "private field _secret");
        Key<Uri>("Uri: it has an equality of its own");
        Key<Action>("Action: it means nothing outside this process");
    }

    [Fact]
    public void A_derived_record_is_refused_when_it_is_met()
    {
        KeyIdentity<OpenRecord> identity = _encoding.KeyFor<OpenRecord>();
        Assert.True(identity.Equals(new OpenRecord(1), new OpenRecord(1)));
        UnsupportedTypeException error = Assert.Throws<UnsupportedTypeException>(() => identity.Hash(new DerivedRecord(1, 2)));
        Assert.Contains("Seal RefusalTests.OpenRecord", error.Message, StringComparison.Ordinal);
        Assert.Throws<UnsupportedTypeException>(() => identity.Equals(new OpenRecord(1), new DerivedRecord(1, 2)));
    }

    [Fact]
    public void Registration_comes_first_and_once()
    {
        _ = _encoding.CodecFor<List<Order>>();
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _encoding.Register(new LineCodec()));
        Assert.Contains("comes too late", error.Message, StringComparison.Ordinal);
        JobEncoding fresh = new();
        fresh.Register(new LineCodec());
        Assert.Throws<InvalidOperationException>(() => fresh.Register(new LineCodec()));
        fresh.Register(new CaseInsensitive());
        Assert.Throws<InvalidOperationException>(() => fresh.Register(new CaseInsensitive()));
        Assert.Throws<ArgumentException>(() => fresh.Register(_encoding.CodecFor<Order>()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobEncoding(0));
        Assert.Throws<ArgumentNullException>(() => fresh.Register((Codec<int>)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => TypeShape.Custom("x", -1));
    }

    [Fact]
    public void A_registered_codec_is_used_everywhere_and_its_data_can_be_passed_over()
    {
        JobEncoding encoding = new();
        encoding.Register(new LineCodec());
        Codec<Order> codec = encoding.CodecFor<Order>();
        RoundTrip.Check(codec, [new Order(Guid.Empty, [new Line("a", 3, null), new Line("b", 4, null)]) { Note = "n" }]);
        RoundTrip.Check(encoding.CodecFor<Line>(), [new Line("a", 3, null)], (a, b) => a == b);
        byte[] row = RoundTrip.Row(encoding.CodecFor<(Line, int)>(), (new Line("a", 3, null), 5));
        byte[] block = RoundTrip.Block<(Line, int)>(encoding.CodecFor<(Line, int)>(), [(new Line("a", 3, null), 5)]);
        Codec<Second> second = encoding.CodecFor<Second>().ForWriter(encoding.CodecFor<(Line, int)>().Shape);
        Assert.Equal(5, RoundTrip.ReadRow(second, row).Item2);
        Assert.Equal(5, RoundTrip.ReadBlock(second, block)[0].Item2);
    }

    private void Codec<T>(params string[] parts) => Check(Assert.Throws<UnsupportedTypeException>(() => _encoding.CodecFor<T>()), parts);

    private void Key<T>(params string[] parts) => Check(Assert.Throws<UnsupportedTypeException>(() => _encoding.KeyFor<T>()), parts);

    private static void Check(UnsupportedTypeException error, string[] parts)
    {
        string message = error.Message.Replace(nameof(RefusalTests) + ".", "", StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Path);
    }

    internal sealed record Holder<T>(T Value);

    internal sealed class Tagged
    {
        public object? Tag { get; set; }
    }

    internal readonly struct Silent(int value)
    {
        public int Value { get; } = value;
    }

    internal sealed class Hidden
    {
        private int _value;

        public void Next() => _value++;

        public override string ToString() => $"{_value}";
    }

    internal sealed class Unmatched(int value, int other)
    {
        public int Value { get; } = value + other;
    }

    internal sealed class Private
    {
        private Private()
        {
        }

        public int Value { get; set; }

        public static Private Make() => new();
    }

    [JsonDerivedType(typeof(WithoutName))]
    internal class NoDiscriminator;

    internal sealed class WithoutName : NoDiscriminator;

    internal sealed record Linked(int Value, Linked? Next);

    internal struct Secret(int secret)
    {
        private readonly int _secret = secret;

        public override readonly string ToString() => $"{_secret}";
    }

    internal record OpenRecord(int Value);

    internal sealed record DerivedRecord(int Value, int More) : OpenRecord(Value);

    internal struct Second
    {
        public int Item2 { get; set; }
    }

    private sealed class LineCodec : Codec<Line>
    {
        public override TypeShape Shape { get; } = TypeShape.Custom("line", 1);

        public override void Write(ref RecordWriter writer, Line value)
        {
            writer.WriteString(value.Sku);
            writer.WriteInt64(value.Count);
        }

        public override Line Read(ref RecordReader reader) => new(reader.ReadString()!, (int)reader.ReadInt64(), null);
    }
}
