using OrleansStream.Rates;

namespace OrleansStream.Core.Tests.Rates;

public sealed class RateControllerTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000);

    [Fact]
    public void A_rate_is_published_after_a_batch()
    {
        var published = new List<double>();
        RateController controller = Make(published);
        controller.OnBatchCompleted(Batch(1, 100, ("a", 50)), "a");
        Assert.Null(controller.Latest);
        controller.OnBatchCompleted(Batch(2, 100, ("a", 100)), "a");
        Assert.Equal([1000], published);
        Assert.Equal(1000, controller.Latest);
    }

    [Fact]
    public void Each_source_has_its_own()
    {
        var a = new List<double>();
        var b = new List<double>();
        RateController first = Make(a);
        RateController second = Make(b);
        for (int i = 1; i <= 3; i++)
        {
            BatchInfo batch = Batch(i, 100, ("a", 10 * i), ("b", 1000));
            first.OnBatchCompleted(batch, "a");
            second.OnBatchCompleted(batch, "b");
        }

        Assert.Equal([200, 300], a);
        Assert.Equal([10_000, 10_000], b);
    }

    [Fact]
    public void A_batch_that_did_not_run_or_had_nothing_of_the_source_says_nothing()
    {
        var published = new List<double>();
        RateController controller = Make(published);
        controller.OnBatchCompleted(Batch(1, 100, ("a", 10)), "a");
        controller.OnBatchCompleted(Batch(2, 100, ("a", 10)) with { ProcessingEndTime = null }, "a");
        controller.OnBatchCompleted(Batch(3, 100, ("b", 10)), "a");
        Assert.Empty(published);
    }

    private static RateController Make(List<double> published) =>
        new(new PidRateEstimator(TimeSpan.FromSeconds(1), 1, 0, 0, 1), published.Add);

    private static BatchInfo Batch(int second, int processing, params (string Source, long Records)[] inputs)
    {
        DateTimeOffset submitted = Start + TimeSpan.FromSeconds(second);
        return new BatchInfo(
            BatchTime.From(submitted),
            [.. inputs.Select(input => new SourceSeal(input.Source, input.Records, "", ReadOnlyMemory<byte>.Empty))],
            submitted,
            submitted,
            submitted + TimeSpan.FromMilliseconds(processing),
            1,
            []);
    }
}
