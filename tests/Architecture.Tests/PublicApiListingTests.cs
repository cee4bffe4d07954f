using OrleansStream.Tests.PublicApi;

namespace OrleansStream.Architecture.Tests;

public class PublicApiListingTests
{
    [Fact]
    public void A_type_is_listed_as_it_is_written()
    {
        string expected = """
            namespace OrleansStream.Architecture.Tests

            abstract class PublicApiSample<TKey, TValue> : Dictionary<TKey, TValue?>, ICloneable where TKey : notnull where TValue : class, IDisposable
                const string Quoted = "a\"b\\c"
                static readonly int Shared
                protected PublicApiSample(TKey key, params string?[] names)
                (TKey Key, (int, TValue? Value) Tail)? this[in TimeSpan at] { get; protected set; }
                required string Name { get; init; }
                protected virtual int? Size { get; }
                event EventHandler<EventArgs>? Changed
                object Clone()
                [Obsolete(error)] static bool TryFind<T>(out T? found, List<string?>? from = default, DayOfWeek day = 2) where T : class?
                abstract Func<TKey, ValueTask<TValue?[]>> Visit<TOther>(ref TOther other) where TOther : unmanaged
                static implicit operator string(PublicApiSample<TKey, TValue> sample)

            """;

        Assert.Equal(expected, PublicApiListing.Of([typeof(PublicApiSample<,>)]));
    }

    [Theory]
    [InlineData(typeof(Predicate<>), "delegate bool Predicate<in T>(T obj) where T : allows ref struct")]
    [InlineData(typeof(DayOfWeek), "enum DayOfWeek : int")]
    [InlineData(typeof(IEnumerable<>), "interface IEnumerable<out T> : IEnumerable where T : allows ref struct")]
    [InlineData(typeof(AttributeTargets), "[Flags] enum AttributeTargets : int")]
    [InlineData(typeof(Dictionary<,>.KeyCollection.Enumerator), "struct Dictionary<TKey, TValue>.KeyCollection.Enumerator : IEnumerator<TKey>")]
    [InlineData(typeof(ReadOnlySpan<>), "readonly ref struct ReadOnlySpan<T>")]
    [InlineData(typeof(Math), "static class Math")]
    public void The_first_line_names_kind_bases_and_variance(Type type, string expected) => Assert.Equal(expected, ApiTypeHeader.Of(type));
}
