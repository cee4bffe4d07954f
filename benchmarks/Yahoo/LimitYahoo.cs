using System.Text.Json;

namespace OrleansStream.Benchmarks;

/// <summary>The best hand-written Yahoo shape: a JSON reader over each line's bytes, left as soon as the event's fate is known, and a table made
/// for the advertisements.</summary>
internal sealed class LimitYahoo : IVariant
{
    private readonly byte[][] _blocks;
    private readonly int _threads;
    private readonly string[] _campaigns;
    private readonly AdTable _table;
    private long[] _counts = [];

    public LimitYahoo(AdEventsInput input, int threads)
    {
        _blocks = input.Blocks;
        _threads = threads;
        _campaigns = [.. input.Ads.Select(pair => pair.Campaign).Distinct()];
        _table = new AdTable(input.Ads.Select(pair => (pair.Ad, Array.IndexOf(_campaigns, pair.Campaign))));
    }

    public ValueTask RunAsync()
    {
        long[][] shares = Partitioned.Run(_blocks, _threads, CountShare);
        foreach (long[] share in shares.AsSpan(1))
        {
            for (int campaign = 0; campaign < share.Length; campaign++)
            {
                shares[0][campaign] += share[campaign];
            }
        }

        _counts = shares[0];
        return ValueTask.CompletedTask;
    }

    public Answer TakeAnswer() => CampaignCounts.ToAnswer(_campaigns.Zip(_counts).Where(pair => pair.Second > 0));

    private long[] CountShare(ArraySegment<byte[]> blocks, int share)
    {
        long[] counts = new long[_campaigns.Length];
        foreach (byte[] block in blocks)
        {
            CountBlock(block, counts);
        }

        return counts;
    }

    private void CountBlock(ReadOnlySpan<byte> rest, long[] counts)
    {
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            if (TryReadView(rest[..end], out ReadOnlySpan<byte> ad))
            {
                counts[_table.CampaignOf(ad)]++;
            }

            rest = rest[(end + 1)..];
        }
    }

    private static bool TryReadView(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> ad)
    {
        Utf8JsonReader reader = new(line);
        ad = default;
        bool isView = false;
        while ((!isView || ad.IsEmpty) && reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("ad_id"u8))
            {
                reader.Read();
                ad = reader.ValueSpan;
            }
            else if (reader.ValueTextEquals("event_type"u8))
            {
                reader.Read();
                isView = reader.ValueTextEquals("view"u8);
                if (!isView)
                {
                    return false;
                }
            }
        }

        return isView;
    }
}
