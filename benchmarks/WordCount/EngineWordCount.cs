namespace OrleansStream.Benchmarks;

/// <summary>WordCount as a job: split, pair, reduce by key.</summary>
internal static class EngineWordCount
{
    public static IVariant Slices(TextInput input, int threads)
    {
        IReadOnlyList<(Utf8Slice Key, long Value)> counts = [];
        return new EngineVariant<Utf8Slice>(
            threads,
            context => new BlocksStream<Utf8Slice>(context, SealedTextInput.FromUtf8Lines, input, threads)
                .FlatMap<Utf8Slice>((line, emitter) =>
                {
                    foreach (Utf8Slice word in line.Split((byte)' '))
                    {
                        emitter.Emit(word);
                    }
                })
                .Map(word => (word, 1L))
                .ReduceByKey((a, b) => a + b)
                .ForeachRdd(async rdd => counts = await rdd.CollectAsync()),
            () =>
            {
                WordCountAnswer answer = default;
                foreach ((Utf8Slice word, long count) in counts)
                {
                    answer.Add(word.Span, count);
                }

                counts = [];
                return answer.ToAnswer();
            });
    }

    public static IVariant Strings(TextInput input, int threads)
    {
        IReadOnlyList<(string Key, long Value)> counts = [];
        return new EngineVariant<string>(
            threads,
            context => new BlocksStream<string>(context, SealedTextInput.FromUtf8Lines, input, threads)
                .FlatMap(line => line.Split(' '))
                .Map(word => (word, 1L))
                .ReduceByKey((a, b) => a + b)
                .ForeachRdd(async rdd => counts = await rdd.CollectAsync()),
            () =>
            {
                WordCountAnswer answer = default;
                foreach ((string word, long count) in counts)
                {
                    answer.Add(word, count);
                }

                counts = [];
                return answer.ToAnswer();
            });
    }
}
