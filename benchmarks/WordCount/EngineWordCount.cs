namespace OrleansStream.Benchmarks;

/// <summary>WordCount as a job: split, pair, reduce by key.</summary>
internal static class EngineWordCount
{
    public static IVariant Slices(TextInput input, int threads)
    {
        IReadOnlyList<(Utf8Slice Key, long Value)> counts = [];
        return new EngineVariant<Utf8Slice>(
            threads,
            context => Lines(context)
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
            },
            context => Lines(context)
                .FlatMap<Utf8Slice>((line, emitter) => emitter.Emit(line.Slice(0, Math.Min(line.Length, 4))))
                .Map(start => (start, 2L))
                .ReduceByKey(Math.Max)
                .ForeachRdd(rdd => rdd.CountAsync()),
            context => Lines(context)
                .FlatMap<Utf8Slice>((line, emitter) =>
                {
                    foreach (Utf8Slice part in line.Split((byte)'e'))
                    {
                        emitter.Emit(part);
                    }
                })
                .Map(part => (part, (long)part.Length))
                .ReduceByKey((a, b) => a ^ b)
                .ForeachRdd(rdd => rdd.CountAsync()));

        BlocksStream<Utf8Slice> Lines(StreamingContext context) => new(context, SealedTextInput.FromUtf8Lines, input, threads);
    }

    public static IVariant Strings(TextInput input, int threads)
    {
        IReadOnlyList<(string Key, long Value)> counts = [];
        return new EngineVariant<string>(
            threads,
            context => Lines(context)
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
            },
            context => Lines(context)
                .FlatMap(line => line.Length > 4 ? (IEnumerable<string>)[line[..4]] : [])
                .Map(start => (start, 2L))
                .ReduceByKey(Math.Max)
                .ForeachRdd(rdd => rdd.CountAsync()),
            context => Lines(context)
                .FlatMap(line => line.Split('e').Where(part => part.Length > 1))
                .Map(part => (part, (long)part.Length))
                .ReduceByKey((a, b) => a ^ b)
                .ForeachRdd(rdd => rdd.CountAsync()));

        BlocksStream<string> Lines(StreamingContext context) => new(context, SealedTextInput.FromUtf8Lines, input, threads);
    }
}
