using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs;

/// <summary>The page on testing, as a test.</summary>
public sealed class TestingExamples
{
    [Fact]
    public async Task The_job_is_tested_as_shown()
    {
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1));
        harness.Feed<string>("lines")
            .Append("to be or", "not to be")
            .Append();
        harness.Define(new CountWords());
        await harness.StartAsync();

        await harness.AdvanceAsync(batches: 2);

        CollectedOutput<(string Key, long Value)> counts = harness.Output<(string Key, long Value)>("counts");
        Assert.Contains(("to", 2L), counts.Batches[0].Records);
        Assert.Empty(counts.Batches[1].Records);
    }

    public sealed class CountWords : IStreamingJob
    {
        public void Define(StreamingContext ssc, JobArguments args) =>
            ssc.AddressedInput<string>("lines")
                .FlatMap(line => line.Split(' '))
                .Map(word => (word, 1L))
                .ReduceByKey((a, b) => a + b)
                .CollectTo("counts");
    }
}
