using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs.Operators;

/// <summary>The page on errors, as tests.</summary>
public sealed class ErrorExamples
{
    [Fact]
    public async Task A_failure_says_where_it_happened()
    {
        await using var harness = new StreamingTestHarness { ExpectsFailure = true };
        StreamingContext ssc = harness.Context;
        DStream<string> lines = ssc.AddressedInput<string>("lines");
        harness.Feed<string>("lines").AppendPartitions(["1"], ["2", "x"]);
        lines.Map(line => int.Parse(line, null)).Named("parse").CollectTo("out");
        await harness.StartAsync();
        await harness.AdvanceAsync();

        OperatorFailedException? seen = null;
        try
        {
            await ssc.AwaitTerminationAsync();
        }
        catch (OperatorFailedException failure)
        {
            seen = failure;
        }

        Assert.NotNull(seen);
        Assert.Equal(("parse", 1, 4), (seen.OperatorName, seen.Partition, seen.Attempts));
        Assert.Equal(BatchTime.From(harness.Time.GetUtcNow()), seen.BatchTime);
        Assert.IsType<FormatException>(seen.InnerException);
        Assert.Equal(
            $"parse (Map) failed in batch {seen.BatchTime}, partition 1 after 4 attempts: The input string 'x' was not in a correct format.",
            seen.Message);
    }

    [Fact]
    public async Task Records_that_fail_are_left_out_and_counted()
    {
        await using var harness = new StreamingTestHarness();
        StreamingContext ssc = harness.Context;
        DStream<string> lines = ssc.AddressedInput<string>("lines");
        harness.Feed<string>("lines").Append("1", "x", "3");
        DStream<int> numbers = lines.Map(int.Parse).SkipErrors().Named("parse");
        numbers.CollectTo("out");
        await harness.StartAsync();
        await harness.AdvanceAsync();

        long skipped = ssc.SkippedRecords.GetValueOrDefault("parse");

        Assert.Equal([1, 3], harness.Output<int>("out").Records);
        Assert.Equal(1, skipped);
    }

    [Fact]
    public async Task Records_that_fail_become_letters()
    {
        await using var harness = new StreamingTestHarness();
        DStream<string> lines = harness.Context.AddressedInput<string>("lines");
        harness.Feed<string>("lines").Append("1", "x", "3");
        DStream<int> numbers = lines.Map(int.Parse).DivertErrors(out DStream<DeadLetter> letters);
        DStream<string> reports = letters.Map(letter => $"{letter.Operator}: '{letter.Record}': {letter.ErrorMessage}");
        reports.CollectTo("letters");
        numbers.CollectTo("out");
        await harness.StartAsync();
        await harness.AdvanceAsync();

        Assert.Equal([1, 3], harness.Output<int>("out").Records);
        Assert.Equal(["Map-1: 'x': The input string 'x' was not in a correct format."], harness.Output<string>("letters").Records);
    }

    [Fact]
    public async Task A_batch_is_tried_again_and_then_stops_the_job_where_that_is_asked_for()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = FailurePolicy.RetryThenStop;
        options.MaxBatchAttempts = 3;
        options.MaxTaskFailures = 1;
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { ExpectsFailure = true };
        int calls = 0;
        harness.Feed<int>("in").Append(1);
        harness.Context.AddressedInput<int>("in").Foreach(_ =>
        {
            Interlocked.Increment(ref calls);
            throw new InjectedFaultException();
        });
        await harness.StartAsync();
        await harness.AdvanceAsync();

        Assert.Equal(3, calls);
        Assert.Equal(StreamingContextState.Stopped, harness.Context.State);
        var failure = await Assert.ThrowsAsync<OperatorFailedException>(() => harness.Context.AwaitTerminationAsync());
        Assert.IsType<InjectedFaultException>(failure.InnerException);
    }
}
