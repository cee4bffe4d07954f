using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Jobs on partition hosts that are stopped and started again: windows look back on batches that neither the coordinator nor the hosts
/// have run.</summary>
public class RemoteRecoveryTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(4, 2)]
    [InlineData(8, 1)]
    [InlineData(2, 4)]
    public async Task WindowsGiveWhatTheyWouldHave(int lives, int batches)
    {
        IReadOnlyDictionary<(string Output, BatchTime Time), (int, long)[]> undisturbed = await RunAsync(1, lives * batches, _ => CallFault.None);
        Assert.Equal(3 * lives * batches, undisturbed.Count);
        Assert.Equal(undisturbed, await RunAsync(lives, batches, _ => CallFault.None));
    }

    [Fact]
    public async Task LostCallsChangeNothing()
    {
        IReadOnlyDictionary<(string Output, BatchTime Time), (int, long)[]> undisturbed = await RunAsync(1, 6, _ => CallFault.None);
        for (int seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            Assert.Equal(undisturbed, await RunAsync(3, 2, _ => Fault(random)));
        }
    }

    /// <returns>The records of each batch of each output, sorted.</returns>
    private static async Task<IReadOnlyDictionary<(string Output, BatchTime Time), (int, long)[]>> RunAsync(int lives, int batches, Func<int, CallFault> fault)
    {
        string[] outputs = ["combined", "raw", "twice"];
        var time = new VirtualTime();
        var store = new InMemoryCheckpointStore();
        var given = new SortedDictionary<(string Output, BatchTime Time), (int, long)[]>();
        for (int life = 0; life < lives; life++)
        {
            await RemoteJob.RunAsync(
                Define,
                async driver =>
                {
                    await driver.AdvanceAsync(batches);
                    foreach (string output in outputs)
                    {
                        // What is committed may be published again by the next life.
                        foreach (CollectedBatch<(int, long)> batch in driver.Output<(int, long)>(output).Batches)
                        {
                            given[(output, batch.Time)] = [.. batch.Records.Order()];
                        }
                    }
                },
                fault,
                options =>
                {
                    options.TimeProvider = time;
                    options.CheckpointStore = store;
                    options.OnFailure = FailurePolicy.RetryThenStop;
                    options.MaxBatchAttempts = 1000;
                });
        }

        return given;
    }

    private static void Define(StreamingContext ssc)
    {
        DStream<(int, long)> numbers = ssc.AddressedInput("in", new FunctionFeed<int>(batch => FeedBatch.Cut(Enumerable.Range((int)batch * 10, 7), 3)))
            .Map(number => (number % 3, (long)number));
        numbers.ReduceByKeyAndWindow((left, right) => left + right, 3 * Second).CollectTo("combined");
        numbers.Window(2 * Second).CollectTo("raw");
        numbers.ReduceByKey((left, right) => left + right).Window(2 * Second).ReduceByKeyAndWindow((left, right) => left + right, 3 * Second).CollectTo("twice");
    }

    private static CallFault Fault(Random random)
    {
        lock (random)
        {
            return random.Next(60) switch { 0 => CallFault.LostBefore, 1 => CallFault.LostAfter, _ => CallFault.None };
        }
    }
}
