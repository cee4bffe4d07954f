namespace OrleansStream.Benchmarks;

/// <summary>The part of the natural loops that turns lines into strings, alone.</summary>
internal sealed class DecodePhase(TextInput input, int threads) : GrepLoop(input, threads)
{
    protected override long CountBlock(byte[] block)
    {
        long characters = 0;
        ReadOnlySpan<byte> rest = block;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            characters += System.Text.Encoding.UTF8.GetString(rest[..end]).Length;
            rest = rest[(end + 1)..];
        }

        return characters;
    }
}
