using System.Runtime.InteropServices;
using System.Text.Json;

namespace OrleansStream.Benchmarks;

/// <summary>The Yahoo shape as a good C# developer writes it: a string of each line, the serializer, dictionaries.</summary>
internal sealed class NaturalYahoo(AdEventsInput input, int threads) : IVariant
{
    private readonly Dictionary<string, string> _campaigns = input.Ads.ToDictionary(pair => pair.Ad, pair => pair.Campaign);
    private Dictionary<string, long> _counts = [];

    public ValueTask RunAsync()
    {
        Dictionary<string, long>[] shares = Partitioned.Run(input.Blocks, threads, CountShare);
        foreach (Dictionary<string, long> share in shares.Skip(1))
        {
            foreach ((string campaign, long count) in share)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(shares[0], campaign, out _) += count;
            }
        }

        _counts = shares[0];
        return ValueTask.CompletedTask;
    }

    public Answer TakeAnswer() => CampaignCounts.ToAnswer(_counts.Select(pair => (pair.Key, pair.Value)));

    private Dictionary<string, long> CountShare(ArraySegment<byte[]> blocks, int share)
    {
        Dictionary<string, long> counts = [];
        foreach (byte[] block in blocks)
        {
            CountBlock(block, counts);
        }

        return counts;
    }

    private void CountBlock(ReadOnlySpan<byte> rest, Dictionary<string, long> counts)
    {
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            string line = System.Text.Encoding.UTF8.GetString(rest[..end]);
            AdEvent ad = JsonSerializer.Deserialize(line, AdEventContext.Default.AdEvent)!;
            if (ad.EventType == "view")
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, _campaigns[ad.AdId], out _)++;
            }

            rest = rest[(end + 1)..];
        }
    }
}
