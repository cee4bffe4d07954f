namespace OrleansStream.Benchmarks;

/// <summary>The bytes that every variant of a workload reads: blocks of whole UTF-8 lines, each line ended by '\n'.</summary>
/// <param name="Blocks">The blocks; each array is full to its last byte, which is '\n'. Nobody may write to them.</param>
/// <param name="Lines">The number of lines in all blocks: the records of a run.</param>
/// <param name="Bytes">The length of all blocks.</param>
/// <param name="Words">The number of words in all blocks.</param>
/// <param name="Needle">A word that about one line in a hundred holds.</param>
/// <param name="Seed">What the input was made from.</param>
internal sealed record TextInput(byte[][] Blocks, long Lines, long Bytes, long Words, string Needle, ulong Seed) : IInput
{
    public long Records => Lines;

    public string Description => FormattableString.Invariant(
        $"seed {Seed}: {Bytes:N0} bytes, {Lines:N0} lines of {(double)Bytes / Lines:F1} bytes and {(double)Words / Lines:F1} words, {Blocks.Length} blocks");
}
