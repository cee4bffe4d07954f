namespace OrleansStream.Benchmarks;

/// <summary>The most frequent words as a good C# developer takes them: out of the dictionary of counts, with LINQ.</summary>
internal sealed class NaturalTopK(TextInput input, int threads) : IVariant
{
    private readonly NaturalWordCount _counts = new(input, threads);
    private (string Word, long Count)[] _top = [];

    public async ValueTask RunAsync()
    {
        await _counts.RunAsync();
        _top = [.. _counts.Counts
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(TopWords.Count)
            .Select(pair => (pair.Key, pair.Value))];
    }

    public Answer TakeAnswer()
    {
        _counts.TakeAnswer();
        return TopWords.AnswerOf(_top);
    }
}
