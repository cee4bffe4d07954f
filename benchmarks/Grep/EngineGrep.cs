namespace OrleansStream.Benchmarks;

/// <summary>Grep as a job: filter, then count.</summary>
internal static class EngineGrep
{
    public static IVariant Slices(TextInput input, int threads)
    {
        long hits = 0;
        byte[] needle = System.Text.Encoding.UTF8.GetBytes(input.Needle);
        return new EngineVariant<Utf8Slice>(
            threads,
            context => Lines(context)
                .Filter(line => line.Contains(needle))
                .Count()
                .ForeachRdd(async rdd => hits = (await rdd.CollectAsync())[0]),
            () => new Answer(hits, 0),
            context => Lines(context).Filter(line => line.StartsWith("the"u8)).Count().ForeachRdd(rdd => rdd.CollectAsync()),
            context => Lines(context).Filter(line => line.Length > 90).Count().ForeachRdd(rdd => rdd.CollectAsync()),
            context => Lines(context).Filter(line => line.Length % 2 == 0).Count().ForeachRdd(rdd => rdd.CollectAsync()));

        BlocksStream<Utf8Slice> Lines(StreamingContext context) => new(context, SealedTextInput.FromUtf8Lines, input, threads);
    }

    public static IVariant Strings(TextInput input, int threads)
    {
        long hits = 0;
        string needle = input.Needle;
        return new EngineVariant<string>(
            threads,
            context => Lines(context)
                .Filter(line => line.Contains(needle, StringComparison.Ordinal))
                .Count()
                .ForeachRdd(async rdd => hits = (await rdd.CollectAsync())[0]),
            () => new Answer(hits, 0),
            context => Lines(context).Filter(line => line.StartsWith('t')).Count().ForeachRdd(rdd => rdd.CollectAsync()),
            context => Lines(context).Filter(line => line.Length > 90).Count().ForeachRdd(rdd => rdd.CollectAsync()),
            context => Lines(context).Filter(line => line.Length % 2 == 0).Count().ForeachRdd(rdd => rdd.CollectAsync()));

        BlocksStream<string> Lines(StreamingContext context) => new(context, SealedTextInput.FromUtf8Lines, input, threads);
    }
}
