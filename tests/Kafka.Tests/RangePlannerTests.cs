namespace OrleansStream.Kafka.Tests;

public sealed class RangePlannerTests
{
    [Theory]
    [InlineData(100, 100.0, null, new[] { 50L, 50 }, new[] { 10L, 10 })]
    [InlineData(100, 100.0, 100.0, new[] { 0L, 0 }, new[] { 0L, 0 })]
    [InlineData(100, null, null, new[] { 50L, 7 }, new[] { 50L, 7 })]
    [InlineData(500, 1000.0, 500.0, new[] { 1000L }, new[] { 250L })]
    [InlineData(500, 300.0, 1000.0, new[] { 1000L }, new[] { 150L })]
    [InlineData(1000, null, 300.0, new[] { 100L, 200 }, new[] { 100L, 200 })]
    [InlineData(1000, null, 30.0, new[] { 100L, 200 }, new[] { 10L, 20 })]
    public void Rates_are_shared_out_by_what_waits(int milliseconds, double? maxRate, double? rate, long[] waiting, long[] expected) =>
        Assert.Equal(expected, Counts(new RangePlanner(TimeSpan.FromMilliseconds(milliseconds), maxRate, 1), rate, waiting));

    [Fact]
    public void A_partition_gets_its_least_however_low_the_rate_is() =>
        Assert.Equal([0, 10, 20, 30], Counts(new RangePlanner(TimeSpan.FromMinutes(1), null, 5), 1, [0, 100, 200, 300]));

    [Fact]
    public void The_least_is_more_than_a_share_of_the_rate() =>
        Assert.Equal([5, 5], Counts(new RangePlanner(TimeSpan.FromSeconds(1), null, 5), 1, [100, 300]));

    private static IEnumerable<long> Counts(RangePlanner planner, double? rate, long[] waiting) =>
        planner.Plan([.. waiting.Select((count, partition) => new OffsetRange("t", partition, 1000, 1000 + count))], rate).Select(range => range.Count);
}
