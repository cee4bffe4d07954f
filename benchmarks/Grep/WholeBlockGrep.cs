namespace OrleansStream.Benchmarks;

/// <summary>Searches the whole block and cares for lines only where it hits, as grep tools do. It is no baseline: once records have been
/// made, nobody can skip them.</summary>
internal sealed class WholeBlockGrep(TextInput input, int threads) : GrepLoop(input, threads)
{
    private readonly byte[] _needle = System.Text.Encoding.UTF8.GetBytes(input.Needle);

    protected override long CountBlock(byte[] block)
    {
        ReadOnlySpan<byte> needle = _needle;
        long hits = 0;
        ReadOnlySpan<byte> rest = block;
        for (int at = rest.IndexOf(needle); at >= 0; at = rest.IndexOf(needle))
        {
            hits++;
            rest = rest[at..];
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        return hits;
    }
}
