using System.Globalization;
using OrleansStream.Testing;

namespace OrleansStream.Conformance;

/// <summary>All cases.</summary>
public static class ConformanceCases
{
    private const string RandomPrefix = "random-program-";
    private const string RandomWindowsPrefix = "random-windows-";

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
            WindowCases.All(),
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

    /// <summary>A program of windows made at random.</summary>
    /// <param name="seed">The same seed gives the same program and input.</param>
    /// <param name="touch">Called by every function of the program; may throw, so that what it is called in is tried again.</param>
    /// <param name="source">Brings the batches in, by default as <c>AddressedInput</c>.</param>
    public static ConformanceCase RandomWindows(
        int seed, Action? touch = null, Func<StreamingContext, IReadOnlyList<FeedBatch<(string? Key, long Value)>?>, DStream<(string? Key, long Value)>>? source = null) =>
        new RandomWindowProgram(seed, touch ?? (() => { })).ToCase(string.Create(CultureInfo.InvariantCulture, $"{RandomWindowsPrefix}{seed}"), source);

    /// <summary>A program made at random that has stateful operators among others.</summary>
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
        if (TryReadSeed(name, RandomPrefix, out int seed))
        {
            return Random(seed);
        }

        if (TryReadSeed(name, RandomWindowsPrefix, out seed))
        {
            return RandomWindows(seed);
        }

        return ByName.TryGetValue(name, out ConformanceCase? found) ? found : throw new ArgumentException($"There is no case '{name}'.", nameof(name));
    }

    private static bool TryReadSeed(string name, string prefix, out int seed)
    {
        seed = 0;
        return name.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(prefix.Length), CultureInfo.InvariantCulture, out seed);
    }
}
