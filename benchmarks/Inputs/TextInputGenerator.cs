namespace OrleansStream.Benchmarks;

/// <summary>Makes a <see cref="TextInput"/> from a seed.</summary>
/// <remarks>
/// <para>
/// Words are drawn independently by <see cref="ZipfSampler"/> over <see cref="Vocabulary"/>. A line draws its greatest length
/// (without '\n') uniformly from 84..124 and takes words, one space between two, while they fit; the word that does not fit opens the
/// next line, so that packing does not favour short words. A line and its '\n' are 100 bytes on average.
/// </para>
/// <para>A block takes lines while they fit into 1 MiB and is then cut to its length. The last block ends when the size is reached.</para>
/// </remarks>
internal static class TextInputGenerator
{
    private const int BlockBytes = 1 << 20;
    private const int ShortestLimit = 84;
    private const int LongestLimit = 124;
    private const double NeedleShare = 0.01;

    /// <summary>Makes an input.</summary>
    /// <param name="seed">Decides vocabulary and text.</param>
    /// <param name="size">The bytes to make, reached to within a line.</param>
    public static TextInput Generate(ulong seed, long size)
    {
        byte[][] vocabulary = Vocabulary.Generate(seed);
        ZipfSampler zipf = new(vocabulary.Length);
        SplitMix random = new(seed ^ 0x7A69_7066);
        List<byte[]> blocks = [];
        byte[] block = new byte[BlockBytes];
        byte[] line = new byte[LongestLimit + 1];
        byte[] pending = vocabulary[zipf.Draw(ref random)];
        long lines = 0;
        long bytes = 0;
        long words = 0;
        int used = 0;
        while (bytes < size)
        {
            int limit = ShortestLimit + random.Below(LongestLimit - ShortestLimit + 1);
            int length = 0;
            while (length + pending.Length + (length == 0 ? 0 : 1) <= limit)
            {
                if (length > 0)
                {
                    line[length++] = (byte)' ';
                }

                pending.CopyTo(line, length);
                length += pending.Length;
                words++;
                pending = vocabulary[zipf.Draw(ref random)];
            }

            line[length++] = (byte)'\n';
            if (used + length > BlockBytes)
            {
                blocks.Add(block.AsSpan(0, used).ToArray());
                used = 0;
            }

            line.AsSpan(0, length).CopyTo(block.AsSpan(used));
            used += length;
            bytes += length;
            lines++;
        }

        blocks.Add(block.AsSpan(0, used).ToArray());
        return new TextInput([.. blocks], lines, bytes, words, PickNeedle(vocabulary, zipf, (double)words / lines), seed);
    }

    // The word whose expected share of lines is nearest to 1 %, among those long enough not to occur inside other words.
    private static string PickNeedle(byte[][] vocabulary, ZipfSampler zipf, double wordsPerLine)
    {
        int best = -1;
        double bestDistance = double.MaxValue;
        for (int rank = 0; rank < 1_000; rank++)
        {
            double share = 1 - Math.Pow(1 - (1 / ((rank + 1) * zipf.Harmonic)), wordsPerLine);
            double distance = Math.Abs(share - NeedleShare);
            if (vocabulary[rank].Length is >= 6 and <= 9 && distance < bestDistance)
            {
                (best, bestDistance) = (rank, distance);
            }
        }

        return System.Text.Encoding.UTF8.GetString(vocabulary[best]);
    }
}
