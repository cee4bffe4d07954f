using System.Text.Json;

namespace OrleansStream.Benchmarks;

/// <summary>The Yahoo shape as a job; the table of advertisements is captured by the function that looks them up.</summary>
internal static class EngineYahoo
{
    public static IVariant Slices(AdEventsInput input, int threads)
    {
        IReadOnlyList<(Utf8Slice Campaign, long Count)> counts = [];
        Dictionary<Utf8Slice, Utf8Slice> campaigns = input.Ads.ToDictionary(pair => Utf8Slice.From(pair.Ad), pair => Utf8Slice.From(pair.Campaign));
        return new EngineVariant<Utf8Slice>(
            threads,
            context => Lines(context)
                .Map(AdView.Parse)
                .Filter(view => view.IsView)
                .Map(view => (campaigns[view.Ad], 1L))
                .ReduceByKey((a, b) => a + b)
                .ForeachRdd(async rdd => counts = await rdd.CollectAsync()),
            () => CampaignCounts.ToAnswer(counts.Select(pair => (pair.Campaign.ToString(), pair.Count))),
            context => Lines(context)
                .Map(line => new AdView(line.Slice(0, 50), line.Length % 2 == 0))
                .Filter(view => !view.IsView)
                .Map(view => (view.Ad, 2L))
                .ReduceByKey(Math.Max)
                .ForeachRdd(rdd => rdd.CountAsync()),
            context => Lines(context)
                .Map(line => new AdView(line, line.StartsWith("{"u8)))
                .Filter(view => view.IsView)
                .Map(view => (view.Ad.Slice(12, 3), (long)view.Ad.Length))
                .ReduceByKey((a, b) => a ^ b)
                .ForeachRdd(rdd => rdd.CountAsync()));

        BlocksStream<Utf8Slice> Lines(StreamingContext context) => new(context, SealedTextInput.FromUtf8Lines, input.Blocks, threads);
    }

    public static IVariant Strings(AdEventsInput input, int threads)
    {
        IReadOnlyList<(string Campaign, long Count)> counts = [];
        Dictionary<string, string> campaigns = input.Ads.ToDictionary(pair => pair.Ad, pair => pair.Campaign);
        return new EngineVariant<string>(
            threads,
            context => Lines(context)
                .Map(line => JsonSerializer.Deserialize(line, AdEventContext.Default.AdEvent)!)
                .Filter(ad => ad.EventType == "view")
                .Map(ad => (campaigns[ad.AdId], 1L))
                .ReduceByKey((a, b) => a + b)
                .ForeachRdd(async rdd => counts = await rdd.CollectAsync()),
            () => CampaignCounts.ToAnswer(counts),
            context => Lines(context)
                .Map(line => new AdEvent(line, "", line[..60], "", "", "", ""))
                .Filter(ad => ad.UserId.Length % 2 == 0)
                .Map(ad => (ad.AdId, 2L))
                .ReduceByKey(Math.Max)
                .ForeachRdd(rdd => rdd.CountAsync()));

        BlocksStream<string> Lines(StreamingContext context) => new(context, SealedTextInput.FromUtf8Lines, input.Blocks, threads);
    }
}
