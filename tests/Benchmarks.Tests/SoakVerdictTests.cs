namespace OrleansStream.Benchmarks.Tests;

public sealed class SoakVerdictTests
{
    private const long Megabyte = 1 << 20;
    private const int Tolerance = 10;

    [Fact]
    public void Memory_that_goes_up_and_down_is_flat() =>
        Assert.True(SoakVerdict.Of(Samples(100, at => 100 + (at % 7 * 10)), Tolerance).IsFlat);

    [Fact]
    public void What_grows_while_it_warms_up_only_is_flat() =>
        Assert.True(SoakVerdict.Of(Samples(100, at => Math.Min(at, 19) * 50), Tolerance).IsFlat);

    [Fact]
    public void What_grows_slowly_all_the_time_is_not_flat() =>
        Assert.False(SoakVerdict.Of(Samples(100, at => 100 + at), Tolerance).IsFlat);

    [Fact]
    public void A_tolerance_is_a_share_of_what_there_was_at_first()
    {
        SoakSample[] samples = Samples(100, at => at < 50 ? 1000 : 1150);

        Assert.False(SoakVerdict.Of(samples, 10).IsFlat);
        Assert.True(SoakVerdict.Of(samples, 20).IsFlat);
    }

    [Theory]
    [InlineData("managed")]
    [InlineData("working set")]
    [InlineData("kept by the engine")]
    public void One_kind_of_memory_that_grows_is_enough(string kind)
    {
        SoakSample[] samples = [.. Enumerable.Range(0, 30).Select(at => SampleOf(
            at,
            kind == "managed" ? 10 * at : 100,
            kind == "working set" ? 10 * at : 100,
            kind == "kept by the engine" ? 10 * at : 100))];
        var printed = new StringWriter();

        SoakVerdict verdict = SoakVerdict.Of(samples, Tolerance);
        verdict.Print(printed);

        Assert.False(verdict.IsFlat);
        Assert.Contains("GREW", printed.ToString().Split('\n').Single(line => line.StartsWith(kind + ":", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("memory did NOT stay flat", printed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_samples_say_nothing() =>
        Assert.Throws<InvalidOperationException>(() => SoakVerdict.Of(Samples(3, _ => 1), Tolerance));

    private static SoakSample[] Samples(int count, Func<int, long> megabytes) =>
        [.. Enumerable.Range(0, count).Select(at => SampleOf(at, megabytes(at), megabytes(at), megabytes(at)))];

    private static SoakSample SampleOf(int at, long managed, long workingSet, long kept) =>
        new(TimeSpan.FromSeconds(at), managed * Megabyte, workingSet * Megabyte, kept * Megabyte, 0, at, TimeSpan.Zero, TimeSpan.Zero);
}
