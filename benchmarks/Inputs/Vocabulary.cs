namespace OrleansStream.Benchmarks;

/// <summary>Distinct words of 3 to 12 lower-case letters, generated from a seed; a word's place is its Zipf rank (0 = most frequent).</summary>
/// <remarks>A word's length is uniform in 3..12 and does not depend on its rank; each letter is uniform in a..z; a word drawn twice is drawn again.</remarks>
internal static class Vocabulary
{
    public const int Size = 100_000;
    public const int ShortestWord = 3;
    public const int LongestWord = 12;

    /// <summary>Makes the words, most frequent first.</summary>
    /// <param name="seed">Decides every letter.</param>
    public static byte[][] Generate(ulong seed)
    {
        SplitMix random = new(seed);
        HashSet<string> seen = new(Size, StringComparer.Ordinal);
        byte[][] words = new byte[Size][];
        Span<char> letters = stackalloc char[LongestWord];
        for (int rank = 0; rank < words.Length;)
        {
            Span<char> word = letters[..(ShortestWord + random.Below(LongestWord - ShortestWord + 1))];
            for (int i = 0; i < word.Length; i++)
            {
                word[i] = (char)('a' + random.Below(26));
            }

            string text = new(word);
            if (seen.Add(text))
            {
                words[rank++] = System.Text.Encoding.UTF8.GetBytes(text);
            }
        }

        return words;
    }
}
