using System.Text.Json;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Streams;

public class ErrorPolicyTests
{
    [Fact]
    public async Task SkippedRecordsAreCountedOnceByOperator()
    {
        int tries = 0;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<int> parsed = input.Map(Reciprocal).SkipErrors().Named("parse");
        DStream<int> kept = parsed.Filter(value => value != 50 ? true : throw new FormatException("fifty")).SkipErrors();

        // Two outputs compute the operators twice, and the first attempt of a task is lost.
        kept.CollectTo("out");
        kept.Map(value => Interlocked.Increment(ref tries) > 1 ? value : throw new InjectedFaultException()).CollectTo("again");
        harness.Feed<int>("in").AppendPartitions([1, 0, 2], [0, 4]).Append(0);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([100, 25], harness.Output<int>("out").Records);
        Assert.Equal([100, 25], harness.Output<int>("again").Records);
        Assert.Equal(2, harness.Context.SkippedRecords["parse"]);
        Assert.Equal(1, harness.Context.SkippedRecords["Filter-1"]);
        await harness.AdvanceAsync();
        Assert.Equal(3, harness.Context.SkippedRecords["parse"]);
    }

    [Fact]
    public async Task CallsThatFailAreLeftOutAndCountedOnce()
    {
        int tries = 0;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<int> called = input.MapAsync(CallAsync, maxConcurrency: 2).DivertErrors(out DStream<DeadLetter> letters).Named("call");
        called.Map(value => Interlocked.Increment(ref tries) > 1 ? value : throw new InjectedFaultException()).CollectTo("out");
        letters.CollectTo("letters");
        harness.Feed<int>("in").AppendPartitions([1, 0, 2], [0, 5], [-1, 4]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([100, 50, 20, 25], harness.Output<int>("out").Records);
        Assert.Equal(
            [("0", 0, "System.DivideByZeroException"), ("0", 1, "System.DivideByZeroException"), ("-1", 2, "System.Threading.Tasks.TaskCanceledException")],
            harness.Output<DeadLetter>("letters").Records.Select(letter => (letter.Record, letter.Partition, letter.ErrorType)));
        Assert.Equal(3, harness.Context.SkippedRecords["call"]);

        static async Task<int> CallAsync(int value, CancellationToken cancellation)
        {
            await Task.Yield();
            return value < 0 ? throw new TaskCanceledException("A client gave up.") : Reciprocal(value);
        }
    }

    [Fact]
    public async Task RecordsWithoutAKeyAreLeftOut()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.KeyBy(Reciprocal).SkipErrors().CollectTo("out");
        harness.Feed<int>("in").Append(1, 0, 50);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([(100, 1), (2, 50)], harness.Output<(int, int)>("out").Records);
        Assert.Equal(1, harness.Context.SkippedRecords["KeyBy-1"]);
    }

    [Fact]
    public async Task OfARecordThatFailsHalfWayNothingGoesOn()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.FlatMap<int>((value, emitter) =>
        {
            emitter.Emit(value);
            emitter.Emit(Reciprocal(value));
        }).SkipErrors().CollectTo("out");
        harness.Feed<int>("in").Append(0, 5);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([5, 20], harness.Output<int>("out").Records);
    }

    [Fact]
    public async Task FaultsOfLaterOperatorsAreNotSkipped()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        input.Map(value => value).SkipErrors().Map(Reciprocal).CollectTo("out");
        harness.Feed<int>("in").Append(1, 0);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        var failure = Assert.IsType<OperatorFailedException>(harness.Context.Failure);
        Assert.Equal("Map-2", failure.OperatorName);
        Assert.IsType<DivideByZeroException>(failure.InnerException);
        Assert.Empty(harness.Context.SkippedRecords);
    }

    [Fact]
    public async Task DeadLettersSayWhatFailedAndTheFunctionRunsOnce()
    {
        int calls = 0;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<int> parsed = input.Map(value =>
        {
            Interlocked.Increment(ref calls);
            return Reciprocal(value);
        }).DivertErrors(out DStream<DeadLetter> letters).Named("parse");
        parsed.CollectTo("out");
        letters.CollectTo("letters");
        letters.Map(letter => letter.ToString()).CollectTo("lines");
        harness.Feed<int>("in").AppendPartitions([4], [0, 2]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([25, 50], harness.Output<int>("out").Records);
        DeadLetter letter = Assert.Single(harness.Output<DeadLetter>("letters").Records);
        Assert.Equal(("parse", 1, "0"), (letter.Operator, letter.Partition, letter.Record));
        Assert.Equal(harness.Output<int>("out").Batches[0].Time, letter.BatchTime);
        Assert.Equal(("System.DivideByZeroException", "Attempted to divide by zero."), (letter.ErrorType, letter.ErrorMessage));
        Assert.Contains(nameof(Reciprocal), letter.Details, StringComparison.Ordinal);
        JsonElement line = JsonDocument.Parse(Assert.Single(harness.Output<string>("lines").Records)).RootElement;
        Assert.Equal(letter.BatchTime!.Value.Milliseconds, line.GetProperty("batchTime").GetInt64());
        Assert.Equal("0", line.GetProperty("record").GetString());
        Assert.Equal(3, calls);
        Assert.Equal(1, harness.Context.SkippedRecords["parse"]);
    }

    [Fact]
    public async Task SlicesInLettersOutliveTheirBatch()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> _);
        Rdd<Utf8Slice> lines = harness.Context.Parallelize([Utf8Slice.From("über"), Utf8Slice.From("1")], 1);
        var queue = new Queue<Rdd<Utf8Slice>>([lines]);
        harness.Context.QueueStream(queue).Map(line => int.Parse(line.ToString(), null)).DivertErrors(out DStream<DeadLetter> letters).CollectTo("out");
        letters.CollectTo("letters");
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([1], harness.Output<int>("out").Records);
        Assert.Equal("über", Assert.Single(harness.Output<DeadLetter>("letters").Records).Record);
    }

    [Fact]
    public async Task WhatCannotBeSaidIsRefused()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<int> skipping = input.Map(Reciprocal).SkipErrors();
        Assert.Contains("has been said already", Assert.Throws<InvalidOperationException>(() => skipping.DivertErrors(out _)).Message, StringComparison.Ordinal);
        Assert.Contains("Map-1", Assert.Throws<InvalidOperationException>(skipping.SkipErrors).Message, StringComparison.Ordinal);
        var refused = Assert.Throws<NotSupportedException>(() => input.Count().SkipErrors());
        Assert.Contains("Count-1", refused.Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => input.DivertErrors(out _));
        skipping.CollectTo("out");
        DStream<int> late = input.Map(Reciprocal);
        await harness.StartAsync();
        Assert.Throws<InvalidOperationException>(late.SkipErrors);
    }

    private static int Reciprocal(int value) => 100 / value;
}
