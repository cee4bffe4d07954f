using System.Runtime.InteropServices;

namespace OrleansStream.Benchmarks;

/// <summary>WordCount as a good C# developer writes it: strings, Split, and a dictionary that is looked up once a word.</summary>
internal sealed class NaturalWordCount(TextInput input, int threads) : IVariant
{
    /// <summary>What the last run found, until its answer is taken.</summary>
    public Dictionary<string, long> Counts { get; private set; } = [];

    public ValueTask RunAsync()
    {
        Dictionary<string, long>[] shares = Partitioned.Run(input.Blocks, threads, CountShare);
        foreach (Dictionary<string, long> share in shares.Skip(1))
        {
            foreach ((string word, long count) in share)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(shares[0], word, out _) += count;
            }
        }

        Counts = shares[0];
        return ValueTask.CompletedTask;
    }

    public Answer TakeAnswer()
    {
        WordCountAnswer answer = default;
        foreach ((string word, long count) in Counts)
        {
            answer.Add(word, count);
        }

        Counts = [];
        return answer.ToAnswer();
    }

    private static Dictionary<string, long> CountShare(ArraySegment<byte[]> blocks, int share)
    {
        Dictionary<string, long> counts = [];
        foreach (byte[] block in blocks)
        {
            CountBlock(block, counts);
        }

        return counts;
    }

    private static void CountBlock(ReadOnlySpan<byte> rest, Dictionary<string, long> counts)
    {
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            string line = System.Text.Encoding.UTF8.GetString(rest[..end]);
            foreach (string word in line.Split(' '))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++;
            }

            rest = rest[(end + 1)..];
        }
    }
}
