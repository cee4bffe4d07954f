using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Blocks;

/// <summary>A batch several times as large as the heap that the process may have, with the default memory limit.</summary>
public class HeapLimitTests
{
    private const int Records = 6_000_000;
    private const int Keys = 5_000_000;
    private const string HeapLimit = "C800000";

    [Fact]
    [Trait("Tier", "Long")]
    public async Task ABatchLargerThanTheHeapCompletes()
    {
        using var spill = new TemporaryDirectory();
        string[] output = await ChildProcess.RunAsync(new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = HeapLimit }, "large-batch", spill.Root);
        Assert.Equal($"{Keys} keys, {Records} records, spilled: True", Assert.Single(output));
        Assert.Empty(spill.Everything());
    }

    internal static async Task RunLargeBatchAsync(string spill, TextWriter output)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.SpillDirectory = spill;
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { Patience = TimeSpan.FromMinutes(10) };
        new GeneratedStream<string>(harness.Context, 16, Records, number => $"word {number % Keys}")
            .Map(word => (word, 1L))
            .ReduceByKey((left, right) => left + right)
            .ForeachRdd(async rdd =>
            {
                (long keys, long records) = await rdd.AggregateAsync(
                    (Keys: 0L, Records: 0L), (sum, pair) => (sum.Keys + 1, sum.Records + pair.Value), (left, right) => (left.Keys + right.Keys, left.Records + right.Records));
                bool spilled = harness.Context.Runtime.Blocks.Spilled > 0;
                await output.WriteLineAsync($"{keys} keys, {records} records, spilled: {spilled}");
            });
        await harness.StartAsync();
        await harness.AdvanceAsync();
    }
}
