namespace OrleansStream.Samples.Tests;

public sealed class EverySampleTests
{
    private static readonly string[] Names = ["FraudDetection", "LogAnalyzer", "NetworkWordCount", "QueueStream", "TopKHashtags"];

    public static TheoryData<string> Samples => [.. Names];

    public static TheoryData<string, int> Signals
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string name in Names)
            {
                data.Add(name, SampleProcess.Interrupt);
                data.Add(name, SampleProcess.Terminate);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task A_signal_stops_it_within_seconds(string name, int signal)
    {
        await using var sample = SampleProcess.Start(name);
        await sample.Errors.WaitForAsync("records", count: 2);

        sample.Send(signal);

        Assert.Equal(0, await sample.ExitAsync(within: TimeSpan.FromSeconds(15)));
        Assert.All(sample.Errors.Lines, line => Assert.Matches(Statistics.Line(), line));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Help_shows_the_options(string name)
    {
        await using var sample = SampleProcess.Start(name, "--help");

        Assert.Equal(0, await sample.ExitAsync());

        Assert.Empty(sample.Errors.Lines);
        Assert.Contains(sample.Output.Lines, line => line.Contains("--interval", StringComparison.Ordinal));
        Assert.Contains(sample.Output.Lines, line => line.Contains("--batches", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task An_unknown_option_is_told_in_one_line(string name)
    {
        await using var sample = SampleProcess.Start(name, "--speed");

        Assert.Equal(2, await sample.ExitAsync());

        Assert.Equal(["Unrecognized command or argument '--speed'. (--help shows the options)"], sample.Errors.Lines);
        Assert.Empty(sample.Output.Lines);
    }
}
