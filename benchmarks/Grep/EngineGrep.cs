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
            context => new BlocksStream<Utf8Slice>(context, SealedTextInput.FromUtf8Lines, input, threads)
                .Filter(line => line.Contains(needle))
                .Count()
                .ForeachRdd(async rdd => hits = (await rdd.CollectAsync())[0]),
            () => new Answer(hits, 0));
    }

    public static IVariant Strings(TextInput input, int threads)
    {
        long hits = 0;
        string needle = input.Needle;
        return new EngineVariant<string>(
            threads,
            context => new BlocksStream<string>(context, SealedTextInput.FromUtf8Lines, input, threads)
                .Filter(line => line.Contains(needle, StringComparison.Ordinal))
                .Count()
                .ForeachRdd(async rdd => hits = (await rdd.CollectAsync())[0]),
            () => new Answer(hits, 0));
    }
}
