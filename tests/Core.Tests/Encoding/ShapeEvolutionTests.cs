using System.Text.Json.Serialization;
using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Encoding;

/// <summary>Data that an older version of a type wrote, read by a newer one.</summary>
public sealed class ShapeEvolutionTests
{
    private readonly JobEncoding _encoding = new();

    [Fact]
    public void The_same_shape_needs_no_adapter()
    {
        Codec<Order> codec = _encoding.CodecFor<Order>();
        Assert.Same(codec, codec.ForWriter(TypeShape.Decode(CodecCorruptionTests.Encode(codec.Shape))));
        Assert.Equal(codec.Shape.Fingerprint, new JobEncoding().CodecFor<Order>().Shape.Fingerprint);
    }

    [Fact]
    public void A_shape_does_not_depend_on_what_was_asked_for_before()
    {
        JobEncoding other = new();
        _ = other.CodecFor<Tree>();
        _ = other.CodecFor<List<Tree>>();
        _ = other.CodecFor<Dictionary<string, string>>();
        Assert.Equal(_encoding.CodecFor<Forest>().Shape.Fingerprint, other.CodecFor<Forest>().Shape.Fingerprint);
        Assert.Equal(_encoding.CodecFor<Tree>().Shape.Fingerprint, other.CodecFor<Tree>().Shape.Fingerprint);
    }

    [Fact]
    public void Members_may_come_go_and_change_places()
    {
        Evolve<V1.Person, V2.Person>(
            [new V1.Person { Name = "Ada", Age = 36, Gone = [new V1.Old { Text = "x" }, null!], Score = 1.5f }, null!],
            people =>
            {
                Assert.Equal(("Ada", 36L, 1.5, 7, null), (people[0].Name, people[0].Age, people[0].Score, people[0].Added, people[0].Note));
                Assert.Equal(["none"], people[0].Tags);
                Assert.Null(people[1]);
            });
    }

    [Fact]
    public void Records_get_the_defaults_of_their_constructors()
    {
        Evolve<V1.Entry, V2.Entry>(
            [new V1.Entry("k", 3)],
            entries => Assert.Equal(new V2.Entry(3, "k", "default", null, 0), entries[0]));
    }

    [Fact]
    public void Recursive_and_nested_data_evolves()
    {
        Evolve<V1.Branch, V2.Branch>(
            [new V1.Branch { Value = 1, Children = [new V1.Branch { Value = 2, Extra = ("a", [1]) }, null!] }],
            branches =>
            {
                Assert.Equal(2L, branches[0].Children![0].Value);
                Assert.Null(branches[0].Children![1]);
            });
    }

    [Fact]
    public void Derived_types_are_matched_by_discriminator()
    {
        Evolve<V1.Shape, V2.Shape>(
            [new V1.Disc { R = 2 }, null!, new V1.Box { A = 3 }],
            shapes =>
            {
                Assert.Equal(2, Assert.IsType<V2.Disc>(shapes[0]).R);
                Assert.Null(shapes[1]);
                Assert.Equal(3L, Assert.IsType<V2.Box>(shapes[2]).A);
            });
        Mismatch<V2.Shape, V1.Shape>("\"poly\"", "[JsonDerivedType]");
    }

    [Fact]
    public void Numbers_may_become_wider()
    {
        Evolve<(sbyte, short, int, byte, ushort, uint, Half, float), (int, long, Int128, ushort, int, long, double, double)>(
            [(-1, -2, -3, 4, 5, 6, (Half)0.5, 0.25f)],
            wide => Assert.Equal((-1, -2L, (Int128)(-3), (ushort)4, 5, 6L, 0.5, 0.25), wide[0]));
        Evolve<(int, string), (int?, string)>([(1, "a")], values => Assert.Equal((1, "a"), values[0]));
        Evolve<List<int>, HashSet<long>>([[1, 2]], sets => Assert.Equal([1L, 2L], sets[0]));
        Evolve<Dictionary<int, float>, SortedDictionary<long, double>>(
            [new Dictionary<int, float> { [1] = 2 }], maps => Assert.Equal(2.0, maps[0][1]));
        Evolve<DayOfWeek, Renamed>([DayOfWeek.Friday], days => Assert.Equal(Renamed.E, days[0]));
        Evolve<int?, Option<long>>([], values => Assert.Empty(values), expectMismatch: true);
    }

    [Fact]
    public void Everything_else_is_refused_with_path_types_and_remedy()
    {
        Mismatch<(int, long), (int, int)>("(int, int).Item2", "the data holds long", "the code declares int", "keep the old type");
        Mismatch<(int, double), (int, long)>(".Item2", "double", "long");
        Mismatch<(int, double), (int, float)>(".Item2");
        Mismatch<ValueTuple<string>, ValueTuple<int>>(".Item1", "string", "int");
        Mismatch<int?, int>("int?", "int");
        Mismatch<DayOfWeek, int>("DayOfWeek");
        Mismatch<int, DayOfWeek>("DayOfWeek");
        Mismatch<List<int>, Dictionary<int, int>>("List<int>");
        Mismatch<Point, Place>("Point (Struct)", "Place (Class)");
        Mismatch<List<Tuple<string>>, List<Tuple<int>>>("List<Tuple<int>>[].Item1");
        Mismatch<V1.Entry, NeedsText>("NeedsText.Text", "may not be null", "give it a default");
        Mismatch<V1.Entry, NeedsInit>("NeedsInit.Text", "may not be null", "give it a default");
        Mismatch<int, uint>("int", "uint");
    }

    [Fact]
    public void A_reader_of_old_data_does_not_write()
    {
        Codec<long> codec = _encoding.CodecFor<long>().ForWriter(_encoding.CodecFor<int>().Shape);
        Assert.Throws<InvalidOperationException>(() => RoundTrip.Row(codec, 1L));
        Assert.Throws<InvalidOperationException>(() => RoundTrip.Block<long>(codec, [1L]));
        Codec<V2.Entry> entries = _encoding.CodecFor<V2.Entry>().ForWriter(_encoding.CodecFor<V1.Entry>().Shape);
        Assert.Throws<InvalidOperationException>(() => RoundTrip.Row(entries, new V2.Entry(1, "a")));
        Assert.Throws<InvalidOperationException>(() => RoundTrip.Block<V2.Entry>(entries, [new V2.Entry(1, "a")]));
    }

    private void Evolve<TOld, TNew>(TOld[] values, Action<TNew[]> check, bool expectMismatch = false)
    {
        Codec<TOld> old = _encoding.CodecFor<TOld>();
        TypeShape stored = TypeShape.Decode(CodecCorruptionTests.Encode(old.Shape));
        if (expectMismatch)
        {
            Assert.Throws<ShapeMismatchException>(() => _encoding.CodecFor<TNew>().ForWriter(stored));
            return;
        }

        Codec<TNew> codec = _encoding.CodecFor<TNew>().ForWriter(stored);
        Assert.Same(codec, _encoding.CodecFor<TNew>().ForWriter(stored));
        check(RoundTrip.ReadBlock(codec, RoundTrip.Block<TOld>(old, values)));
        check([.. values.Select(value => RoundTrip.ReadRow(codec, RoundTrip.Row(old, value)))]);
    }

    private void Mismatch<TOld, TNew>(params string[] parts)
    {
        ShapeMismatchException error = Assert.Throws<ShapeMismatchException>(
            () => _encoding.CodecFor<TNew>().ForWriter(_encoding.CodecFor<TOld>().Shape));
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    internal enum Renamed
    {
        E = 5,
    }

    internal sealed record Forest(Tree First, Tree Second, Dictionary<string, string> Names);

    internal sealed record NeedsText(string Key, string Text);

    internal sealed class NeedsInit
    {
        public required string Text { get; set; }
    }

    internal static class V1
    {
        internal sealed class Person
        {
            public string Name { get; set; } = "";

            public List<Old>? Gone { get; set; }

            public int Age { get; set; }

            public float Score { get; set; }
        }

        internal sealed class Old
        {
            public string? Text { get; set; }
        }

        internal sealed record Entry(string Key, int Value);

        internal sealed class Branch
        {
            public (string, int[])? Extra { get; set; }

            public int Value { get; set; }

            public List<Branch>? Children { get; set; }
        }

        [JsonDerivedType(typeof(Disc), "disc")]
        [JsonDerivedType(typeof(Box), 2)]
        internal abstract class Shape;

        internal sealed class Disc : Shape
        {
            public int R { get; set; }
        }

        internal sealed class Box : Shape
        {
            public int A { get; set; }
        }
    }

    internal static class V2
    {
        internal sealed class Person
        {
            public double Score { get; set; }

            public int Added { get; set; } = 7;

            public long Age { get; set; }

            public string? Note { get; set; }

            public List<string> Tags { get; set; } = ["none"];

            public string Name { get; set; } = "";
        }

        internal sealed record Entry(long Value, string Key, string Text = "default", string? Optional = null, int Number = 0);

        internal sealed class Branch
        {
            public List<Branch>? Children { get; set; }

            public long Value { get; set; }
        }

        [JsonDerivedType(typeof(Poly), "poly")]
        [JsonDerivedType(typeof(Box), 2)]
        [JsonDerivedType(typeof(Disc), "disc")]
        internal abstract class Shape;

        internal sealed class Disc : Shape
        {
            public int R { get; set; }
        }

        internal sealed class Box : Shape
        {
            public long A { get; set; }
        }

        internal sealed class Poly : Shape;
    }
}
