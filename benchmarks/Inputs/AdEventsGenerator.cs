using System.Buffers.Binary;

namespace OrleansStream.Benchmarks;

/// <summary>Makes an <see cref="AdEventsInput"/> from a seed.</summary>
/// <remarks>A hundred campaigns have ten advertisements each. An event names a user, a page and an advertisement, each as likely as any other, one
/// of five kinds of advertisement and one of three types of event; event times are 10 ms apart.</remarks>
internal static class AdEventsGenerator
{
    private const int BlockBytes = 1 << 20;
    private const int Campaigns = 100;
    private const int AdsPerCampaign = 10;
    private const long FirstEventTime = 1_700_000_000_000;
    private static readonly string[] AdTypes = ["banner", "modal", "sponsored-search", "mail", "mobile"];
    private static readonly string[] EventTypes = ["view", "click", "purchase"];

    /// <summary>Makes an input.</summary>
    /// <param name="seed">Decides every byte.</param>
    /// <param name="size">The bytes to make, reached to within an event.</param>
    public static AdEventsInput Generate(ulong seed, long size)
    {
        SplitMix random = new(seed ^ 0x6164_6576);
        List<(string Ad, string Campaign)> ads = [];
        for (int campaign = 0; campaign < Campaigns; campaign++)
        {
            string name = NextId(ref random);
            for (int ad = 0; ad < AdsPerCampaign; ad++)
            {
                ads.Add((NextId(ref random), name));
            }
        }

        List<byte[]> blocks = [];
        byte[] block = new byte[BlockBytes];
        int used = 0;
        long bytes = 0;
        long records = 0;
        while (bytes < size)
        {
            byte[] line = System.Text.Encoding.UTF8.GetBytes(NextEvent(ref random, ads, records));
            if (used + line.Length > BlockBytes)
            {
                blocks.Add(block.AsSpan(0, used).ToArray());
                used = 0;
            }

            line.CopyTo(block, used);
            used += line.Length;
            bytes += line.Length;
            records++;
        }

        blocks.Add(block.AsSpan(0, used).ToArray());
        return new AdEventsInput([.. blocks], records, bytes, ads, seed);
    }

    private static string NextEvent(ref SplitMix random, List<(string Ad, string Campaign)> ads, long number)
    {
        string user = NextId(ref random);
        string page = NextId(ref random);
        string ad = ads[random.Below(ads.Count)].Ad;
        string adType = AdTypes[random.Below(AdTypes.Length)];
        string eventType = EventTypes[random.Below(EventTypes.Length)];
        long time = FirstEventTime + (number * 10);
        return FormattableString.Invariant(
            $$"""{"user_id":"{{user}}","page_id":"{{page}}","ad_id":"{{ad}}","ad_type":"{{adType}}","event_type":"{{eventType}}","event_time":"{{time}}","ip_address":"10.{{random.Below(256)}}.{{random.Below(256)}}.{{random.Below(256)}}"}""") + "\n";
    }

    private static string NextId(ref SplitMix random)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, random.Next());
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], random.Next());
        return new Guid(bytes).ToString();
    }
}
