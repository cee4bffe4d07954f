namespace OrleansStream.Benchmarks;

/// <summary>The most frequent words, the most frequent first; of equally frequent ones the ordinally first.</summary>
internal sealed class TopWords
{
    public const int Count = 10;

    private readonly List<(string Word, long Count)> _words = [];

    /// <summary>Forgets all words.</summary>
    public void Clear() => _words.Clear();

    /// <summary>Takes a word with its final count, if it is among the most frequent so far.</summary>
    public void Offer(ReadOnlySpan<byte> word, long count)
    {
        // Nearly all end here, before a string is made.
        if (_words.Count == Count && count < _words[^1].Count)
        {
            return;
        }

        (string Word, long Count) offered = (System.Text.Encoding.UTF8.GetString(word), count);
        int at = _words.FindIndex(kept => Compare(offered, kept) < 0);
        _words.Insert(at < 0 ? _words.Count : at, offered);
        if (_words.Count > Count)
        {
            _words.RemoveAt(Count);
        }
    }

    /// <summary>The order of the words.</summary>
    public static int Compare((string Word, long Count) left, (string Word, long Count) right) =>
        left.Count != right.Count ? right.Count.CompareTo(left.Count) : string.CompareOrdinal(left.Word, right.Word);

    /// <summary>The answer: which words in which places, and how often each occurs.</summary>
    public Answer ToAnswer() => AnswerOf(_words);

    /// <summary>The answer that these words in this order are.</summary>
    public static Answer AnswerOf(IEnumerable<(string Word, long Count)> words)
    {
        WordCountAnswer answer = default;
        foreach ((int place, (string word, long count)) in words.Index())
        {
            answer.Add($"{place} {word}", count);
        }

        return answer.ToAnswer();
    }
}
