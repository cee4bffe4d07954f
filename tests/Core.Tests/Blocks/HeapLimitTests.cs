using OrleansStream.Core.Tests.Outputs;

namespace OrleansStream.Core.Tests.Blocks;

/// <summary>Batches several times as large as the heap that the process may have, with the default memory limit.</summary>
public class HeapLimitTests
{
    // In hexadecimal, as the runtime reads it: 96 MB.
    private const string HeapLimit = "6000000";

    public static TheoryData<string> Kinds => [.. LargeBatches.Kinds];

    [Theory]
    [Trait("Tier", "Long")]
    [MemberData(nameof(Kinds))]
    public async Task ABatchLargerThanTheHeapCompletes(string kind)
    {
        using var spill = new TemporaryDirectory();
        string[] output = await ChildProcess.RunAsync(
            new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = HeapLimit }, "large-batch", kind, spill.Root);

        // What is kept in memory only gives way and is computed again, and an action collects a few partitions at a time.
        Assert.Equal($"as expected, spilled: {kind is not ("cache" or "foreach-rdd")}", Assert.Single(output));
        Assert.Empty(spill.Everything());
    }
}
