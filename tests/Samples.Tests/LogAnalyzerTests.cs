using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace OrleansStream.Samples.Tests;

public sealed partial class LogAnalyzerTests
{
    private const string Sample = "LogAnalyzer";

    [Fact]
    public async Task It_reports_on_a_log_that_a_server_sends()
    {
        using TcpListener server = Loopback.Listen();
        await using var sample = SampleProcess.Start(Sample, "--port", Loopback.PortOf(server), "--interval", "250ms");
        using TcpClient client = await server.AcceptTcpClientAsync();

        string log = string.Concat(
            Hit("203.0.113.7"), Hit("203.0.113.8"), Hit("203.0.113.7"), Hit("198.51.100.24"), Hit("192.0.2.99"),
            "[25/Nov/2026:19:14:41 +0000] [error] [client 192.0.2.99] Request timed out: /\n", "the end\n");
        await client.GetStream().WriteAsync(System.Text.Encoding.UTF8.GetBytes(log));
        await sample.Output.WaitForAsync("  1  unknown");
        sample.Send(SampleProcess.Terminate);

        Assert.Equal(0, await sample.ExitAsync());

        // Nobody promises that what is sent at once is one batch, so batches are summed up.
        string[] lines = sample.Output.Lines;
        Assert.Equal(
            ["    [25/Nov/2026:19:14:41 +0000] [error] [client 192.0.2.99] Request timed out: /"],
            lines.Where(line => line.Contains('[', StringComparison.Ordinal)));
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["203.0.113.7"] = 2,
                ["203.0.113.8"] = 1,
                ["198.51.100.24"] = 1,
                ["192.0.2.99"] = 1,
                ["Harbor Books"] = 3,
                ["unknown"] = 1,
            },
            CountsIn(lines));
    }

    [Fact]
    public async Task Without_arguments_it_reports_on_a_log_of_its_own()
    {
        await using var sample = SampleProcess.Start(Sample, "--batches", "2");

        Assert.Equal(0, await sample.ExitAsync());

        Dictionary<string, int> counts = CountsIn(sample.Output.Lines);
        Assert.True(counts["203.0.113.7"] > 0);
        Assert.True(counts["Harbor Books"] >= counts["203.0.113.7"]);
        Assert.All(sample.Errors.Lines, line => Assert.Matches(Statistics.Line(), line));
    }

    [Fact]
    public async Task A_server_named_without_a_port_is_asked_on_port_7777()
    {
        // Of this machine, and nobody serves there.
        await using var sample = SampleProcess.Start(Sample, "--host", "127.0.0.2", "--interval", "100ms");

        await sample.Errors.WaitForAsync("Cannot connect to 127.0.0.2:7777: ");
    }

    private static string Hit(string address) => $"{address} - - [25/Nov/2026:19:14:41 +0000] \"GET / HTTP/1.1\" 200 512\n";

    /// <summary>What was counted, over all batches.</summary>
    private static Dictionary<string, int> CountsIn(IEnumerable<string> lines) => lines
        .Select(line => CountLine().Match(line))
        .Where(match => match.Success)
        .GroupBy(match => match.Groups["name"].Value, match => int.Parse(match.Groups["count"].Value, System.Globalization.CultureInfo.InvariantCulture))
        .ToDictionary(group => group.Key, group => group.Sum());

    [GeneratedRegex(@"^ +(?<count>\d+)  (?<name>.+)$")]
    private static partial Regex CountLine();
}
