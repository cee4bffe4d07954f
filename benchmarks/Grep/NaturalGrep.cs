namespace OrleansStream.Benchmarks;

/// <summary>Grep as a good C# developer writes it: each line becomes a string, and the string is searched.</summary>
internal sealed class NaturalGrep(TextInput input, int threads) : GrepLoop(input, threads)
{
    protected override long CountBlock(byte[] block)
    {
        string needle = Input.Needle;
        long hits = 0;
        ReadOnlySpan<byte> rest = block;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            string line = System.Text.Encoding.UTF8.GetString(rest[..end]);
            if (line.Contains(needle, StringComparison.Ordinal))
            {
                hits++;
            }

            rest = rest[(end + 1)..];
        }

        return hits;
    }
}
