using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;
using System.Text;
using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Encoding;

public sealed class CodecRoundTripTests
{
    private readonly JobEncoding _encoding = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_values_of_many_types_come_back_from_rows_and_columns(int seed)
    {
        Random<bool>(seed);
        Random<sbyte>(seed);
        Random<char>(seed);
        Random<Rune>(seed);
        Random<int>(seed);
        Random<long>(seed);
        Random<ulong>(seed);
        Random<string?>(seed, (a, b) => a == b);
        Random<Utf8Slice>(seed, (a, b) => a == b);
        Random<byte[]?>(seed, (a, b) => a is null ? b is null : a.SequenceEqual(b!));
        Random<BigInteger>(seed, (a, b) => a == b);
        Random<Version?>(seed, (a, b) => a == b);
        Random<Uri?>(seed, (a, b) => a == b);
        Random<DateTime>(seed, (a, b) => a == b && a.Kind == b.Kind);
        Random<DateTimeOffset>(seed, (a, b) => a.EqualsExact(b));
        Random<Wide?>(seed, (a, b) => a?.Text == b?.Text && a?.Slice == b?.Slice && a?.Dec == b?.Dec && Nullable.Equals(a?.Instant, b?.Instant));
        Random<(string, long)>(seed, (a, b) => a == b);
        Random<(Utf8Slice, long)>(seed, (a, b) => a == b);
        Random<(long, long)>(seed, (a, b) => a == b);
        Random<(int, string, double, Guid, int, byte, char, (string, decimal), bool, long)>(seed, (a, b) => a.Equals(b));
        Random<(int, (string, (long, Point)))>(seed, (a, b) => a == b);
        Random<Generic<string>>(seed);
        Random<Generic<Generic<int?>>>(seed);
        Random<Option<Option<string>>>(seed, (a, b) => a == b);
        Random<int?>(seed, (a, b) => a == b);
        Random<Point?>(seed, (a, b) => a == b);
        Random<DayOfWeek>(seed, (a, b) => a == b);
        Random<Small>(seed, (a, b) => a == b);
        Random<Order?>(seed, (a, b) => a?.Note == b?.Note && a?.Id == b?.Id);
        Random<Tree?>(seed);
        Random<Figure?>(seed, (a, b) => a is null ? b is null : a.Equals(b));
        Random<Mixed?>(seed, (a, b) => a?.Required == b?.Required && a?.Init == b?.Init && a?.Field == b?.Field && b?.Ignored is null);
        Random<Dictionary<string, List<Line?>?>?>(seed);
        Random<HashSet<string?>?>(seed, (a, b) => a is null ? b is null : a.SetEquals(b!));
        Random<int[][]?>(seed);
        Random<List<(string, int?)[]>?>(seed);
    }

    [Fact]
    public void Collections_come_back_in_their_order()
    {
        Sequence<int[], int>([1, 2, 3]);
        Sequence<List<int>, int>([1, 2, 3]);
        Sequence<IReadOnlyList<int>, int>([1, 2, 3]);
        Sequence<IEnumerable<int>, int>(Enumerable.Range(1, 40).Where(i => i != 7));
        Sequence<ICollection<int>, int>([1, 2, 3]);
        Sequence<IReadOnlySet<int>, int>(new HashSet<int> { 3, 1 });
        Sequence<SortedSet<int>, int>([3, 1]);
        Sequence<LinkedList<int>, int>(new([3, 1]));
        Sequence<Queue<int>, int>(new([3, 1]));
        Sequence<Stack<int>, int>(new([3, 1, 2]));
        Sequence<ConcurrentQueue<int>, int>(new([3, 1]));
        Sequence<ConcurrentStack<int>, int>(new([3, 1, 2]));
        Sequence<ConcurrentBag<int>, int>(new([3, 1, 2]));
        Sequence<ImmutableArray<int>, int>([3, 1]);
        Sequence<ImmutableList<int>, int>([3, 1]);
        Sequence<ImmutableQueue<int>, int>([3, 1]);
        Sequence<ImmutableStack<int>, int>([3, 1, 2]);
        Sequence<ImmutableHashSet<int>, int>([3, 1]);
        Sequence<ImmutableSortedSet<int>, int>([3, 1]);
        Sequence<IImmutableStack<int>, int>(ImmutableStack.Create(3, 1));
        Sequence<FrozenSet<int>, int>(new[] { 3, 1 }.ToFrozenSet());
        Sequence<ReadOnlyCollection<int>, int>(new([3, 1]));
        Sequence<ObservableCollection<int>, int>(new([3, 1]));
        Sequence<SortedDictionary<string, int>, KeyValuePair<string, int>>(new() { ["b"] = 1, ["a"] = 2 });
        Sequence<IReadOnlyDictionary<int, int>, KeyValuePair<int, int>>(new Dictionary<int, int> { [2] = 1, [1] = 2 });
        Sequence<ImmutableDictionary<int, int>, KeyValuePair<int, int>>(ImmutableDictionary<int, int>.Empty.Add(1, 2));
        Sequence<FrozenDictionary<int, int>, KeyValuePair<int, int>>(new Dictionary<int, int> { [2] = 1 }.ToFrozenDictionary());
        Sequence<ConcurrentDictionary<int, int>, KeyValuePair<int, int>>(new([new(2, 1)]));
        Assert.True(RoundTrip.ReadRow(_encoding.CodecFor<ImmutableArray<int>>(), RoundTrip.Row(_encoding.CodecFor<ImmutableArray<int>>(), default)).IsDefault);
        RoundTrip.Check(_encoding.CodecFor<ReadOnlyMemory<byte>>(), [new byte[] { 1, 2 }, default], (a, b) => a.Span.SequenceEqual(b.Span));
        RoundTrip.Check(_encoding.CodecFor<ReadOnlyMemory<int>>(), [new[] { 1, 2 }, default], (a, b) => a.Span.SequenceEqual(b.Span));
    }

    [Fact]
    public void Anonymous_types_and_pairs_come_back()
    {
        Inferred(new { A = 1, B = "x" });
        RoundTrip.Check(_encoding.CodecFor<KeyValuePair<string, int>>(), [new("a", 1)], (a, b) => a.Equals(b));
        RoundTrip.Check(_encoding.CodecFor<Tuple<string, int>>(), [new("a", 1)], (a, b) => a.Equals(b));

        void Inferred<T>(T value) => RoundTrip.Check(_encoding.CodecFor<T>(), [value], (a, b) => a!.Equals(b));
    }

    [Fact]
    public void A_decoded_column_of_slices_shares_one_block_and_lives_as_long_as_its_arena()
    {
        Codec<Utf8Slice> codec = _encoding.CodecFor<Utf8Slice>();
        byte[] block = RoundTrip.Block<Utf8Slice>(codec, [Utf8Slice.From("one"), default, Utf8Slice.From("two")]);
        using KeyArena arena = new(poison: true);
        Utf8Slice[] slices = new Utf8Slice[3];
        codec.ReadBlock(block, slices, arena);
        Assert.Equal(["one", "", "two"], slices.Select(s => s.ToString()));
        arena.Release();
        Assert.Throws<SliceExpiredException>(() => slices[2].ToString());
        codec.ReadBlock(block, slices);
        Assert.Equal("two", slices[2].ToString());
    }

    [Fact]
    public void Deep_values_of_recursive_types_are_refused_by_name()
    {
        JobEncoding shallow = new(5);
        Codec<Tree> codec = shallow.CodecFor<Tree>();
        RoundTrip.Check(codec, [Nested(5)]);
        CodecException row = Assert.Throws<CodecException>(() => RoundTrip.Row(codec, Nested(6)));
        Assert.Contains("Tree.Children[]", row.Message, StringComparison.Ordinal);
        Assert.Contains("more than 5 deep", row.Message, StringComparison.Ordinal);
        Assert.Throws<CodecException>(() => RoundTrip.Block<Tree>(codec, [Nested(6)]));
        byte[] deep = RoundTrip.Row(_encoding.CodecFor<Tree>(), Nested(20));
        Assert.Throws<CodecException>(() => RoundTrip.ReadRow(codec, deep));
        byte[] deepBlock = RoundTrip.Block<Tree>(_encoding.CodecFor<Tree>(), [Nested(20)]);
        Assert.Throws<CodecException>(() => RoundTrip.ReadBlock(codec, deepBlock));

        static Tree Nested(int depth) => new() { Value = depth, Children = depth == 1 ? null : [Nested(depth - 1)] };
    }

    [Fact]
    public void An_undeclared_derived_type_is_refused_by_name()
    {
        CodecException error = Assert.Throws<CodecException>(() => RoundTrip.Row<Figure>(_encoding.CodecFor<Figure>(), new Ring("r")));
        Assert.Contains("[JsonDerivedType(typeof(Ring)", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<CodecException>(() => RoundTrip.Row<Open>(_encoding.CodecFor<Open>(), new Opened()));
        Assert.Contains("[JsonDerivedType(typeof(", error.Message, StringComparison.Ordinal);
    }

    private void Sequence<TCollection, TElement>(TCollection value)
        where TCollection : IEnumerable<TElement> =>
        RoundTrip.Check(_encoding.CodecFor<TCollection>(), [value, value], (a, b) => a.SequenceEqual(b));

    private void Random<T>(int seed, Func<T, T, bool>? same = null)
    {
        for (int run = 0; run < 5; run++)
        {
            T[] values = new RandomValues((seed * 1000) + run).Many<T>(run * 17);
            RoundTrip.Check(_encoding.CodecFor<T>(), values, same, $"Seed {(seed * 1000) + run}.");
        }
    }

    internal enum Small : byte
    {
        Zero,
    }

    internal class Open
    {
        public int Value { get; set; }
    }

    internal sealed class Opened : Open;
}
