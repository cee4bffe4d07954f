using OrleansStream.Core.Tests.Batches;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Stateful;

/// <summary>Random jobs that are asked at random instants, from inside their tasks and from threads beside them: every answer is the state at
/// the committed batch that it names.</summary>
public class StateQueryOracleTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 6)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Answers_are_those_of_committed_batches(int seed) => await RunAsync(seed, poisoned: false, StreamingTestHarness.CreateOptions());

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Tasks_and_batches_that_are_run_again_are_not_seen(int seed)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = FailurePolicy.RetryThenStop;
        options.MaxTaskFailures = 2;
        options.MaxBatchAttempts = 1000;
        await RunAsync(seed, poisoned: false, options, strikes: 40);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Batches_that_are_given_up_are_not_seen(int seed)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = FailurePolicy.ReportAndContinue;
        options.MaxTaskFailures = 1;
        await RunAsync(seed, poisoned: true, options);
    }

    private static async Task RunAsync(int seed, bool poisoned, StreamingContextOptions options, int strikes = 0)
    {
        var random = new Random(seed);
        options.TaskOrderSeed = seed;
        options.StateHistory = seed % 3;
        options.CommitInterval = TimeSpan.FromSeconds(1 + (seed % 2 * 2));
        options.KeyGroups = seed % 2 == 0 ? 4 : 1024;
        var program = new QueryProgram(random, batches: 18, options.StateHistory, poisoned) { Strike = Strikes(seed, strikes) };
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        harness.ExpectsFailure = poisoned;
        program.Define(AskingInTasks(input, program, seed));
        TestFeed<int> feed = harness.Feed<int>("in");
        foreach (int[] batch in program.Batches)
        {
            feed.AppendPartitions(batch[..(batch.Length / 2)], batch[(batch.Length / 2)..]);
        }

        await harness.StartAsync();
        using var over = new CancellationTokenSource();
        Task[] beside = [.. program.Oracles.Select((oracle, index) => Task.Run(() => AskAsync(oracle, new Random(seed + index), over.Token)))];
        Task<int>[] watches = [.. program.Oracles.SelectMany((oracle, index) => Enumerable.Range(0, 3).Select(each => Task.Run(() => oracle.WatchAsync(new Random((seed * 31) + (index * 7) + each)))))];
        await harness.AdvanceAsync(program.Batches.Count);
        await over.CancelAsync();
        await harness.StopAsync(graceful: false);
        await Task.WhenAll([.. beside, .. watches]).Within();
        Assert.Equal(program.Batches.Any(batch => batch.Contains(QueryProgram.Poison)), harness.Context.Failure is not null);
        Assert.All(program.Oracles, oracle =>
        {
            Assert.True(oracle.Asked > 0);
            Assert.Equal(program.Batches.Count, (oracle.View.BatchTime - FailurePolicyTests.At(0)).TotalSeconds);
            _ = oracle.CheckKey(random);
        });
        Assert.All(watches, watch => Assert.True(watch.Result > 0));
    }

    /// <summary>Asks while a batch is being run, which is not committed then.</summary>
    private static DStream<int> AskingInTasks(DStream<int> input, QueryProgram program, int seed) => input.Transform((rdd, time) => rdd.Map(number =>
    {
        // Of an own, since tasks run at the same time.
        var random = new Random(HashCode.Combine(seed, number, time));
        if (random.Next(8) == 0)
        {
            BatchTime answered = program.Oracles[random.Next(program.Oracles.Count)].CheckKey(random);
            Assert.True(answered < time, $"Batch {time} was seen while it was being run.");
        }

        return number;
    }));

    private static async Task AskAsync(QueryOracle oracle, Random random, CancellationToken over)
    {
        BatchTime since = FailurePolicyTests.At(0);
        do
        {
            since = await oracle.AskAsync(random, since);
            await Task.Yield();
        }
        while (!over.IsCancellationRequested);
    }

    private static Action Strikes(int seed, int left)
    {
        var random = new Random(seed);
        return () =>
        {
            lock (random)
            {
                if (left > 0 && random.Next(20) == 0)
                {
                    left--;
                    throw new InjectedFaultException($"Seed {seed}: {left} left.");
                }
            }
        };
    }
}
