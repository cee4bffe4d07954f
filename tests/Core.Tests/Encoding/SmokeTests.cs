using System.Text.Json.Serialization;
using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Encoding;

public sealed record Line(string Sku, int Count, decimal? Price);
public sealed record Order(Guid Id, List<Line> Lines, Dictionary<string, int> Tags) { public string? Note { get; init; } }
public sealed class Node { public int Value { get; set; } public List<Node> Children { get; set; } = []; }
[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Square), "square")]
public abstract record Figure(string Name);
public sealed record Circle(string Name, double R) : Figure(Name);
public sealed record Square(string Name, double A) : Figure(Name);

public sealed class SmokeTests
{
    [Fact]
    public void Works()
    {
        JobEncoding e = new();
        RoundTrip.Check(e.CodecFor<long>(), [1, -1, long.MaxValue]);
        RoundTrip.Check(e.CodecFor<(string, long)>(), [("a", 1), (null!, 3), ("\ud800x", 4)], (a, b) => a == b);
        RoundTrip.Check(e.CodecFor<(Utf8Slice, long)>(), [(Utf8Slice.From("a"), 1), (default, 3)], (a, b) => a == b);
        RoundTrip.Check(e.CodecFor<Order>(), [null!, new(Guid.NewGuid(), [new("s", 1, 1.0m), null!, new("t", 2, null)], new() { ["a"] = 1 }) { Note = "n" }]);
        RoundTrip.Check(e.CodecFor<Node>(), [new() { Value = 3, Children = [new() { Value = 4 }, new() { Children = [new()] }] }]);
        RoundTrip.Check(e.CodecFor<Figure>(), [new Circle("c", 2), null!, new Square("q", 4)], (a, b) => a == b);
        RoundTrip.Check(e.CodecFor<(int, int, int, int, int, int, int, int, string)>(), [(1, 2, 3, 4, 5, 6, 7, 8, "x")], (a, b) => a == b);
        RoundTrip.Check(e.CodecFor<KeyValuePair<string, DayOfWeek>>(), [new("x", DayOfWeek.Friday)], (a, b) => a.Equals(b));
        RoundTrip.Check(e.CodecFor<Stack<int>>(), [new([1, 2, 3])], (a, b) => a.SequenceEqual(b));
        RoundTrip.Check(e.CodecFor<Option<int?>>(), [default, Option.Some<int?>(null), Option.Some<int?>(3)], (a, b) => a == b);
        Assert.Equal(e.KeyFor<(string, long)>().Hash(("a", 1)), e.KeyFor<(string, long)>().Hash(("a", 1)));
        Assert.True(e.KeyFor<Line>().Equals(new("a", 1, 1.0m), new("a", 1, 1.00m)));
    }
}
