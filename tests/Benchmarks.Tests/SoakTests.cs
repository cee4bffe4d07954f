using System.Text.RegularExpressions;

namespace OrleansStream.Benchmarks.Tests;

public sealed class SoakTests
{
    /// <summary>Generous, so that only a fault reaches it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_short_soak_spills_loses_nothing_and_gives_a_verdict()
    {
        // Other tests of this process take memory too, so the tolerance is wide.
        var settings = new SoakSettings(TimeSpan.FromSeconds(5), Rate: 5_000, MemoryLimit: 64 << 10, Tolerance: 10_000);
        var printed = new StringWriter();

        SoakVerdict verdict = await new SoakRun(settings, printed).RunAsync(CancellationToken.None).WaitAsync(Patience, TimeProvider.System);

        Assert.True(verdict.IsFlat);
        string[] lines = printed.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"spilled +(?!0\.0 )[0-9.]+ MB", lines[^1]);
        Assert.Contains(lines, line => Regex.IsMatch(line, @" (?!0 )[0-9]+ records/s"));
    }

    [Fact]
    public async Task The_command_ends_with_0_when_memory_stayed_flat()
    {
        int code = await BenchmarkCommand.Create((_, _) => Task.FromResult(-1))
            .Parse(["soak", "--seconds", "4", "--rate", "500", "--tolerance", "10000"])
            .InvokeAsync()
            .WaitAsync(Patience, TimeProvider.System);

        Assert.Equal(0, code);
    }
}
