using System.Buffers;
using System.Numerics;
using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Encoding;

public sealed class KeyIdentityTests
{
    private readonly JobEncoding _encoding = new();

    [Fact]
    public void Equal_keys_have_one_encoding_and_one_hash()
    {
        Same(double.NaN, BitConverter.UInt64BitsToDouble(0xFFF8000000000123));
        Same(-0.0, 0.0);
        Same(float.NaN, -float.NaN);
        Same(-0f, 0f);
        Same(Half.NegativeZero, Half.Zero);
        Same(1.0m, 1.00m);
        Same(-0.0m, 0m);
        Same(79228162514264337593543950330m, 79228162514264337593543950330m * 1m);
        Same(7922816251426433759354395033m, 7922816251426433759354395033.0m);
        Same(-1844674407370955161600m / 100m, -18446744073709551616.00m);
        Same(("a", -0.0), ("a", 0.0));
        Same((1, 2, double.NaN), (1, 2, -double.NaN));
        Same(new Place("x", 1, double.NaN), new Place("x", 1, -double.NaN));
        Same(new DateTime(5, DateTimeKind.Utc), new DateTime(5, DateTimeKind.Local));
        Same(new DateTimeOffset(2024, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)), new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Same(Utf8Slice.From("abc"), Utf8Slice.From("xabcx").Slice(1, 3));
        Same(new string('a', 3), "aaa");
        Same<Place?>(null, null);
        Same((1, 2, 3, 4, 5, 6, 7, 8, "x"), (1, 2, 3, 4, 5, 6, 7, 8, new string('x', 1)));
        Same(new { A = 1, B = "x" }, new { A = 1, B = "x" });
        Same(new KeyValuePair<string, int>("a", 1), new KeyValuePair<string, int>("a", 1));
        Same(Tuple.Create("a", 1), Tuple.Create("a", 1));
    }

    [Fact]
    public void Different_keys_have_different_encodings()
    {
        Differ<string?>(null, "");
        Differ<string?>("\0", null);
        Differ("\ud800", "\udc00");
        Differ("a", "A");
        Differ("\u00e9", "e\u0301");
        Differ(("ab", "c"), ("a", "bc"));
        Differ<(string?, string?)>((null, ""), ("", null));
        Differ<int?>(null, 0);
        Differ(Option<string?>.None, Option.Some<string?>(null));
        Differ<Place?>(null, new Place(null!, 0, 0));
        Differ(1.0, 1.0000000000000002);
        Differ(new Point(1, 2), new Point(2, 1));
        Differ(new BatchTime(1), new BatchTime(2));
        Differ(new Version(1, 2), new Version(1, 2, 0));
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Equality_encoding_and_hash_agree_and_short_cuts_hash_the_same_bytes(int seed)
    {
        Agree<bool>(seed);
        Agree<sbyte>(seed);
        Agree<byte>(seed);
        Agree<short>(seed);
        Agree<char>(seed);
        Agree<int>(seed);
        Agree<uint>(seed);
        Agree<long>(seed);
        Agree<ulong>(seed);
        Agree<Int128>(seed);
        Agree<UInt128>(seed);
        Agree<Half>(seed);
        Agree<float>(seed);
        Agree<double>(seed);
        Agree<decimal>(seed);
        Agree<string?>(seed);
        Agree<Utf8Slice>(seed);
        Agree<Guid>(seed);
        Agree<DateTime>(seed);
        Agree<DateTimeOffset>(seed);
        Agree<DateOnly>(seed);
        Agree<TimeOnly>(seed);
        Agree<TimeSpan>(seed);
        Agree<BatchTime>(seed);
        Agree<BigInteger>(seed);
        Agree<Version?>(seed);
        Agree<DayOfWeek>(seed);
        Agree<int?>(seed);
        Agree<Option<int?>>(seed);
        Agree<(string?, long)>(seed);
        Agree<(Utf8Slice, Utf8Slice)>(seed);
        Agree<(int, bool, double)>(seed);
        Agree<(int, bool, double, string)>(seed);
        Agree<Place?>(seed);
        Agree<Point>(seed);
        Agree<(Place?, Option<string?>)>(seed);
    }

    [Fact]
    public void Encodings_are_found_again_through_the_codec()
    {
        Place place = new("x", 3, 1.5);
        Codec<Place> codec = _encoding.CodecFor<Place>();
        Same(place, RoundTrip.ReadRow(codec, RoundTrip.Row(codec, place)));
    }

    [Fact]
    public void A_table_owns_the_slices_inside_its_keys()
    {
        Owns<Utf8Slice>(Utf8Slice.From, key => key.ToString());
        Owns<(Utf8Slice, int)>(text => (Utf8Slice.From(text), 1), key => key.Item1.ToString());
        Owns<(int, Utf8Slice, string)>(text => (1, Utf8Slice.From(text), "s"), key => key.Item2.ToString());
        Owns<Sliced>(text => new Sliced(1, Utf8Slice.From(text)), key => key.Text.ToString());
        Owns<SlicedRecord?>(text => new SlicedRecord(Utf8Slice.From(text), "s"), key => key!.Text.ToString());
        Owns<Option<Utf8Slice>>(text => Option.Some(Utf8Slice.From(text)), key => key.Value.ToString());
        Owns<Utf8Slice?>(text => Utf8Slice.From(text), key => key!.Value.ToString());
        Assert.False(_encoding.KeyFor<Place>().NeedsOwn);
        Assert.Null(_encoding.KeyFor<SlicedRecord?>().Own(null, new KeyArena()));
    }

    [Fact]
    public void A_visitor_gets_operations_that_agree_with_the_identity()
    {
        HashVisitor<(string?, long)> visitor = new() { Key = ("a", 1) };
        _encoding.KeyFor<(string?, long)>().Accept(ref visitor);
        Assert.Equal(_encoding.KeyFor<(string?, long)>().Hash(("a", 1)), visitor.Hash);
        Assert.Equal(typeof(PairKeyOps<string?, StringKeyOps, long, ScalarKeyOps<long, ScalarKeyForms.Int64Form>>), visitor.Ops);
    }

    [Fact]
    public void A_registered_comparer_decides_also_inside_tuples()
    {
        _encoding.Register(new CaseInsensitive());
        Same(new Insensitive("a"), new Insensitive("A"));
        Same((1, new Insensitive("a")), (1, new Insensitive("A")));
        Same<Insensitive?>(null, null);
        Differ<Insensitive?>(null, new Insensitive(""));
        Assert.Equal("comparer(case-insensitive)", _encoding.KeyFor<Insensitive>().Signature);
    }

    private void Same<T>(T left, T right)
    {
        KeyIdentity<T> identity = _encoding.KeyFor<T>();
        Assert.True(identity.Equals(left, right));
        Assert.Equal(Encode(identity, left), Encode(identity, right));
        Assert.Equal(identity.Hash(left), identity.Hash(right));
    }

    private void Differ<T>(T left, T right)
    {
        KeyIdentity<T> identity = _encoding.KeyFor<T>();
        Assert.False(identity.Equals(left, right));
        Assert.NotEqual(Encode(identity, left), Encode(identity, right));
        Assert.NotEqual(identity.Hash(left), identity.Hash(right));
    }

    private void Agree<T>(int seed)
    {
        KeyIdentity<T> identity = _encoding.KeyFor<T>();
        T[] keys = new RandomValues(seed).Many<T>(60);
        byte[][] encodings = [.. keys.Select(key => Encode(identity, key))];
        for (int i = 0; i < keys.Length; i++)
        {
            Assert.True(KeyHash.Of(encodings[i]) == identity.Hash(keys[i]), $"{typeof(T)}, seed {seed}, key {keys[i]}: hash of the encoding differs.");
            Assert.True(identity.Size < 0 || identity.Size == encodings[i].Length);
            for (int j = 0; j < keys.Length; j++)
            {
                bool same = encodings[i].AsSpan().SequenceEqual(encodings[j]);
                Assert.True(same == identity.Equals(keys[i], keys[j]), $"{typeof(T)}, seed {seed}: {keys[i]} and {keys[j]}.");
            }
        }
    }

    private void Owns<T>(Func<string, T> make, Func<T, string> text)
    {
        KeyIdentity<T> identity = _encoding.KeyFor<T>();
        Assert.True(identity.NeedsOwn);
        using KeyArena arena = new(64);
        T key = make("some text");
        T owned = identity.Own(key, arena);
        Assert.True(identity.Equals(key, owned));
        Assert.Equal("some text", text(key));
        arena.Release();
        Assert.Equal("some text", text(key));
        Assert.Throws<SliceExpiredException>(() => text(owned));
    }

    private static byte[] Encode<T>(KeyIdentity<T> identity, T key)
    {
        ArrayBufferWriter<byte> output = new();
        identity.Encode(key, output);
        return output.WrittenSpan.ToArray();
    }

    internal readonly record struct Sliced(int Number, Utf8Slice Text);

    internal sealed record SlicedRecord(Utf8Slice Text, string Other);

    private struct HashVisitor<T> : IKeyOpsVisitor<T>
    {
        public T Key;
        public ulong Hash;
        public Type? Ops;

        public void Visit<TOps>(TOps ops)
            where TOps : struct, IKeyOps<T>
        {
            Hash = ops.Hash(Key);
            Ops = typeof(TOps);
        }
    }
}
