namespace OrleansStream.Benchmarks;

/// <summary>Makes the answer of a count by campaign.</summary>
internal static class CampaignCounts
{
    /// <summary>The answer, in whatever order the campaigns come.</summary>
    public static Answer ToAnswer(IEnumerable<(string Campaign, long Count)> counts)
    {
        WordCountAnswer answer = default;
        foreach ((string campaign, long count) in counts)
        {
            answer.Add(campaign, count);
        }

        return answer.ToAnswer();
    }
}
