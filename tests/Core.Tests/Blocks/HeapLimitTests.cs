using System.Diagnostics;
using OrleansStream.Core.Tests.Encoding;
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
        ProcessStartInfo start = new(TwoProcessTests.DotnetPath(), ["exec", typeof(HeapLimitTests).Assembly.Location, "large-batch", spill.Root])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        Assert.Equal($"{Keys} keys, {Records} records, spilled: True", output.Trim());
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
