using System.Text.Json.Serialization;
using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Encoding;

public sealed record Line(string Sku, int Count, decimal? Price);

public sealed record Order(Guid Id, List<Line> Lines)
{
    public string? Note { get; init; }
}

public sealed record Place(string Name, int Zone, double Height);

public readonly record struct Point(int X, int Y);

public struct Empty;

public sealed class Tree
{
    public int Value { get; set; }

    public List<Tree>? Children { get; set; }
}

[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Square), "square")]
public abstract record Figure(string Name);

public sealed record Circle(string Name, double Radius) : Figure(Name);

public sealed record Square(string Name, double Side) : Figure(Name);

public sealed record Ring(string Name) : Figure(Name);

/// <summary>Fields, a required member, an init-only one, an ignored one, a renamed one, a computed one.</summary>
internal sealed class Mixed
{
    public int Field = 1;

    public required string Required { get; set; }

    public long Init { get; init; }

    [JsonIgnore]
    public string? Ignored { get; set; }

    [JsonPropertyName("renamed")]
    public double Original { get; set; }

    public string Computed => Required + Field;
}

public sealed record Generic<T>(T First, Option<T> Second, List<(T, int?)> Third);

public sealed record Wide(
    bool Flag, sbyte S1, byte U1, short S2, ushort U2, int S4, uint U4, long S8, ulong U8, Int128 S16, UInt128 U16,
    Half F2, float F4, double F8, decimal Dec, char Letter, string? Text, Utf8Slice Slice, byte[]? Bytes,
    DateTime Time, DateTimeOffset Instant, DateOnly Day, TimeOnly Clock, TimeSpan Span, Guid Id, DayOfWeek Weekday, BatchTime Batch);

public sealed record Insensitive(string Text)
{
    public bool Equals(Insensitive? other) => other is not null && string.Equals(Text, other.Text, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Text);
}

public sealed class CaseInsensitive : KeyComparer<Insensitive>
{
    public override string Name => "case-insensitive";

    public override ulong Hash(Insensitive key) => KeyHash.Of(System.Text.Encoding.UTF8.GetBytes(key.Text.ToUpperInvariant()));

    public override bool Equals(Insensitive left, Insensitive right) => left.Equals(right);
}
