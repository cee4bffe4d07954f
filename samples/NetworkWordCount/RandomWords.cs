namespace Samples.NetworkWordCount;

/// <summary>Makes lines of words up.</summary>
internal static class RandomWords
{
    private static readonly string[] Words =
    [
        "river", "stone", "cloud", "ember", "willow", "harbor", "copper", "meadow", "lantern", "thunder", "velvet", "orchard",
        "compass", "marble", "sparrow", "cinder", "juniper", "anchor", "saffron", "glacier", "timber", "pebble", "raven", "beacon",
    ];

    internal static string Line(Random random) => string.Join(' ', Enumerable.Range(0, random.Next(4, 12)).Select(_ => Word(random)));

    // The product of two draws favours the words at the head of the list, as language does.
    private static string Word(Random random) => Words[(int)(random.NextDouble() * random.NextDouble() * Words.Length)];
}
