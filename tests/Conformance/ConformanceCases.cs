using System.Globalization;

namespace OrleansStream.Conformance;

/// <summary>All cases.</summary>
public static class ConformanceCases
{
    private const string RandomPrefix = "random-program-";

    private static readonly Dictionary<string, ConformanceCase> ByName =
        new[]
        {
            PairOperatorCases.All(),
            DatasetOperatorCases.All(),
            NumberKeyCases.All(),
            PipelineCases.All(),
            PersistCases.All(),
            OutputCases.All(),
            FileCases.All(),
            ExchangeCases.All(),
            GroupCases.All(),
            JoinCases.All(),
            SortCases.All(),
            StateCases.All(() => { }),
        }
            .SelectMany(cases => cases)
            .ToDictionary(one => one.Name, StringComparer.Ordinal);

    /// <summary>The cases that were written by hand.</summary>
    public static IReadOnlyCollection<ConformanceCase> All => ByName.Values;

    /// <summary>A program made at random.</summary>
    /// <param name="seed">The same seed gives the same program and input.</param>
    public static ConformanceCase Random(int seed) =>
        new RandomProgram(seed).ToCase(string.Create(CultureInfo.InvariantCulture, $"{RandomPrefix}{seed}"));

    /// <summary>A program made at random that has stateful operators among others; it runs only embedded.</summary>
    /// <param name="seed">The same seed gives the same program and input.</param>
    public static ConformanceCase RandomStateful(int seed) =>
        new RandomProgram(seed, stateful: true).ToCase(string.Create(CultureInfo.InvariantCulture, $"random-stateful-program-{seed}"));

    /// <summary>The cases of stateful operators, with failures.</summary>
    /// <param name="strike">Called in and around their functions; throws now and then.</param>
    public static IEnumerable<ConformanceCase> Stateful(Action strike) => StateCases.All(strike);

    /// <summary>The case of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ConformanceCase Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.StartsWith(RandomPrefix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(RandomPrefix.Length), CultureInfo.InvariantCulture, out int seed))
        {
            return Random(seed);
        }

        return ByName.TryGetValue(name, out ConformanceCase? found) ? found : throw new ArgumentException($"There is no case '{name}'.", nameof(name));
    }
}
