namespace OrleansStream.Benchmarks;

/// <summary>Builds the answer of a word count, in whatever order the words come.</summary>
internal struct WordCountAnswer
{
    private long _total;
    private ulong _checksum;

    /// <summary>Adds a word with its final count; a word may come only once.</summary>
    public void Add(string word, long count)
    {
        Span<byte> utf8 = stackalloc byte[256];
        Add(System.Text.Encoding.UTF8.TryGetBytes(word, utf8, out int written) ? utf8[..written] : System.Text.Encoding.UTF8.GetBytes(word), count);
    }

    /// <summary>Adds a word with its final count; a word may come only once.</summary>
    public void Add(ReadOnlySpan<byte> word, long count)
    {
        // Mixing the count into a hash of the word, not multiplying: else two counts could be exchanged between words unseen.
        ulong hash = 14695981039346656037;
        foreach (byte b in word)
        {
            hash = (hash ^ b) * 1099511628211;
        }

        _checksum += new SplitMix(hash ^ ((ulong)count << 20)).Next();
        _total += count;
    }

    public readonly Answer ToAnswer() => new(_total, _checksum);
}
