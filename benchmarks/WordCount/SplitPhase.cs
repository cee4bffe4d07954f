namespace OrleansStream.Benchmarks;

/// <summary>The part of the natural word count that makes strings of lines and of words, alone; the rest is its dictionary.</summary>
internal sealed class SplitPhase(TextInput input, int threads) : GrepLoop(input, threads)
{
    protected override long CountBlock(byte[] block)
    {
        long words = 0;
        ReadOnlySpan<byte> rest = block;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            foreach (string word in System.Text.Encoding.UTF8.GetString(rest[..end]).Split(' '))
            {
                words += word.Length;
            }

            rest = rest[(end + 1)..];
        }

        return words;
    }
}
