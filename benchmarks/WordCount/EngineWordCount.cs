namespace OrleansStream.Benchmarks;

/// <summary>WordCount as a job: split, pair, reduce by key.</summary>
internal static class EngineWordCount
{
    public static IVariant Slices(TextInput input, int threads)
    {
        IReadOnlyList<(Utf8Slice Key, long Value)> counts = [];
        return new EngineVariant<Utf8Slice>(
            threads,
            context => Count(Lines(context)).ForeachRdd(async rdd => counts = await rdd.CollectAsync()),
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
            OtherJobs(Lines));

        BlocksStream<Utf8Slice> Lines(StreamingContext context) => new(context, SealedTextInput.FromUtf8Lines, input, threads);
    }

    public static IVariant Strings(TextInput input, int threads)
    {
        IReadOnlyList<(string Key, long Value)> counts = [];
        return new EngineVariant<string>(
            threads,
            context => Count(Lines(context)).ForeachRdd(async rdd => counts = await rdd.CollectAsync()),
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
            OtherJobs(Lines));

        BlocksStream<string> Lines(StreamingContext context) => new(context, SealedTextInput.FromUtf8Lines, input, threads);
    }

    /// <summary>The counts of the words of lines.</summary>
    public static DStream<(Utf8Slice Key, long Value)> Count(DStream<Utf8Slice> lines) => lines
        .FlatMap<Utf8Slice>((line, emitter) =>
        {
            foreach (Utf8Slice word in line.Split((byte)' '))
            {
                emitter.Emit(word);
            }
        })
        .Map(word => (word, 1L))
        .ReduceByKey((a, b) => a + b);

    /// <summary>The counts of the words of lines.</summary>
    public static DStream<(string Key, long Value)> Count(DStream<string> lines) => lines
        .FlatMap(line => line.Split(' '))
        .Map(word => (word, 1L))
        .ReduceByKey((a, b) => a + b);

    /// <summary>Jobs of the same shape with other functions.</summary>
    public static IReadOnlyList<Action<StreamingContext>> OtherJobs(Func<StreamingContext, DStream<Utf8Slice>> lines) =>
    [
        context => lines(context)
            .FlatMap<Utf8Slice>((line, emitter) => emitter.Emit(line.Slice(0, Math.Min(line.Length, 4))))
            .Map(start => (start, 2L))
            .ReduceByKey(Math.Max)
            .ForeachRdd(rdd => rdd.CountAsync()),
        context => lines(context)
            .FlatMap<Utf8Slice>((line, emitter) =>
            {
                foreach (Utf8Slice part in line.Split((byte)'e'))
                {
                    emitter.Emit(part);
                }
            })
            .Map(part => (part, (long)part.Length))
            .ReduceByKey((a, b) => a ^ b)
            .ForeachRdd(rdd => rdd.CountAsync()),
    ];

    /// <summary>Jobs of the same shape with other functions.</summary>
    public static IReadOnlyList<Action<StreamingContext>> OtherJobs(Func<StreamingContext, DStream<string>> lines) =>
    [
        context => lines(context)
            .FlatMap(line => line.Length > 4 ? (IEnumerable<string>)[line[..4]] : [])
            .Map(start => (start, 2L))
            .ReduceByKey(Math.Max)
            .ForeachRdd(rdd => rdd.CountAsync()),
        context => lines(context)
            .FlatMap(line => line.Split('e').Where(part => part.Length > 1))
            .Map(part => (part, (long)part.Length))
            .ReduceByKey((a, b) => a ^ b)
            .ForeachRdd(rdd => rdd.CountAsync()),
    ];
}
