namespace OrleansStream.Benchmarks;

/// <summary>The best Grep that looks at each line by itself, as any engine with lines for records must: bytes and vectorised search.</summary>
internal sealed class LimitGrep(TextInput input, int threads) : GrepLoop(input, threads)
{
    private readonly byte[] _needle = System.Text.Encoding.UTF8.GetBytes(input.Needle);

    protected override long CountBlock(byte[] block)
    {
        ReadOnlySpan<byte> needle = _needle;
        long hits = 0;
        ReadOnlySpan<byte> rest = block;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            if (rest[..end].IndexOf(needle) >= 0)
            {
                hits++;
            }

            rest = rest[(end + 1)..];
        }

        return hits;
    }
}
