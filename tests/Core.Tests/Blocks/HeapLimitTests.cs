using System.Diagnostics;
using OrleansStream.Core.Tests.Encoding;
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
        ProcessStartInfo start = new(TwoProcessTests.DotnetPath(), ["exec", typeof(HeapLimitTests).Assembly.Location, "large-batch", kind, spill.Root])
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

        // What is kept in memory only gives way and is computed again, and an action collects a few partitions at a time.
        Assert.Equal($"as expected, spilled: {kind is not ("cache" or "foreach-rdd")}", output.Trim());
        Assert.Empty(spill.Everything());
    }
}
