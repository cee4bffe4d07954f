using OrleansStream.Conformance;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Stateful;

/// <summary>The stateful cases with functions that fail now and then: what comes out must be as if nothing had.</summary>
public class StateFaultTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Names => [.. ConformanceCases.Stateful(() => { }).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task TasksThatAreRunAgainChangeNothing(string name) => await RunAsync(name, seed: 1, maxTaskFailures: 1000, maxBatchAttempts: 1);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task BatchesThatAreRunAgainChangeNothing(string name) => await RunAsync(name, seed: 2, maxTaskFailures: 1, maxBatchAttempts: 1000);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task BothTogetherChangeNothing(string name)
    {
        for (int seed = 3; seed < 6; seed++)
        {
            await RunAsync(name, seed, maxTaskFailures: 2, maxBatchAttempts: 1000);
        }
    }

    private static async Task RunAsync(string name, int seed, int maxTaskFailures, int maxBatchAttempts)
    {
        var random = new Random(seed);
        int left = 40;
        ConformanceCase conformance = ConformanceCases.Stateful(Strike).Single(one => one.Name == name);
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = FailurePolicy.RetryThenStop;
        options.MaxTaskFailures = maxTaskFailures;
        options.MaxBatchAttempts = maxBatchAttempts;
        options.TaskOrderSeed = seed;
        await using var harness = new StreamingTestHarness(Interval, options);
        harness.Define(conformance);
        await harness.StartAsync();
        await harness.AdvanceAsync(conformance.Batches);
        Assert.Equal(conformance.ExpectedOutputs(harness.Outputs, out int collected), collected);
        conformance.Verify(harness.Outputs, Interval);

        void Strike()
        {
            lock (random)
            {
                if (left > 0 && random.Next(6) == 0)
                {
                    left--;
                    throw new InjectedFaultException($"Seed {seed}: {left} left.");
                }
            }
        }
    }
}
