namespace OrleansStream.Benchmarks;

/// <summary>WordCount as a job, of which an output takes the most frequent words.</summary>
internal static class EngineTopK
{
    public static IVariant Slices(TextInput input, int threads)
    {
        // Slices are ordered by their bytes, which is the ordinal order for words of ASCII letters.
        var order = Comparer<(Utf8Slice Word, long Count)>.Create((left, right) =>
            left.Count != right.Count ? right.Count.CompareTo(left.Count) : left.Word.CompareTo(right.Word));
        IReadOnlyList<(Utf8Slice Word, long Count)> top = [];
        return new EngineVariant<Utf8Slice>(
            threads,
            context => EngineWordCount.Count(Lines(context)).ForeachRdd(async rdd => top = await rdd.TakeOrderedAsync(TopWords.Count, order)),
            () => TopWords.AnswerOf(top.Select(word => (word.Word.ToString(), word.Count))),
            EngineWordCount.OtherJobs(Lines));

        BlocksStream<Utf8Slice> Lines(StreamingContext context) => new(context, SealedTextInput.FromUtf8Lines, input, threads);
    }

    public static IVariant Strings(TextInput input, int threads)
    {
        var order = Comparer<(string Word, long Count)>.Create(TopWords.Compare);
        IReadOnlyList<(string Word, long Count)> top = [];
        return new EngineVariant<string>(
            threads,
            context => EngineWordCount.Count(Lines(context)).ForeachRdd(async rdd => top = await rdd.TakeOrderedAsync(TopWords.Count, order)),
            () => TopWords.AnswerOf(top),
            EngineWordCount.OtherJobs(Lines));

        BlocksStream<string> Lines(StreamingContext context) => new(context, SealedTextInput.FromUtf8Lines, input, threads);
    }
}
