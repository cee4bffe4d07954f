using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace OrleansStream.Samples.Tests;

public sealed partial class FraudDetectionTests
{
    private const string Sample = "FraudDetection";

    [Fact]
    public async Task It_reports_transactions_by_what_it_remembers_of_their_cards()
    {
        using TcpListener server = Loopback.Listen();
        await using var sample = SampleProcess.Start(Sample, "--host", "127.0.0.1", "--port", Loopback.PortOf(server), "--interval", "250ms");
        using TcpClient client = await server.AcceptTcpClientAsync();

        // In two batches at least: what the first one leaves is state.
        await SendAsync(
            client,
            "2026-01-01T10:00:00Z,1,1.00,Oslo", "2026-01-01T10:01:00Z,1,2.00,Oslo", "2026-01-01T10:00:00Z,2,20.00,Paris", "2026-01-01T10:02:00Z,1,3.00,Oslo",
            "2026-01-01T10:00:00Z,3,20.00,Bergen", "2026-01-01T10:00:00Z,4,4.99,Lima", "nonsense");
        await sample.Output.WaitForAsync("A transaction has 4 fields, and this line has 1. nonsense");
        await SendAsync(
            client,
            "2026-01-01T10:03:00Z,1,600.00,Oslo", "2026-01-01T10:30:00Z,2,20.00,Osaka", "2026-01-01T10:40:00Z,2,20.00,Paris", "2026-01-01T11:00:00Z,3,20.00,Oslo",
            "2026-01-01T10:03:00Z,4,600.00,Lima", "2026-01-01T10:03:00Z,4,6,Atlantis", "2026-01-01T10:03:00Z,4,-6,Lima", "yesterday,4,6,Lima");
        await sample.Output.WaitForAsync("'yesterday' is no time.");
        sample.Send(SampleProcess.Terminate);

        Assert.Equal(0, await sample.ExitAsync());
        Assert.Equal(
            ["    1: 600.00 after 3 small amounts", "    2: Osaka 30 minutes after Paris, 9634 km away"],
            sample.Output.Lines.Where(line => AlertLine().IsMatch(line)).Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "    '-6' is no amount above 0. 2026-01-01T10:03:00Z,4,-6,Lima", "    'Atlantis' is no place that is known. 2026-01-01T10:03:00Z,4,6,Atlantis",
                "    'yesterday' is no time. yesterday,4,6,Lima", "    A transaction has 4 fields, and this line has 1. nonsense",
            ],
            sample.Output.Lines.Where(line => line.StartsWith("    ", StringComparison.Ordinal) && !AlertLine().IsMatch(line)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_arguments_it_finds_fraud_in_transactions_of_its_own()
    {
        await using var sample = SampleProcess.Start(Sample);
        await sample.Output.WaitForAsync(" small amounts");
        await sample.Output.WaitForAsync(" km away");
        await sample.Output.WaitForAsync("A transaction has 4 fields, and this line has 1. 2026-");
        sample.Send(SampleProcess.Interrupt);

        Assert.Equal(0, await sample.ExitAsync());
        Assert.All(sample.Errors.Lines, line => Assert.Matches(Statistics.Line(), line));
        Assert.All(
            sample.Output.Lines.Where(line => line.EndsWith(" small amounts", StringComparison.Ordinal)),
            line => Assert.InRange(decimal.Parse(line.Split(' ')[^5], CultureInfo.InvariantCulture), 501, 1500));
    }

    private static async Task SendAsync(TcpClient client, params string[] lines) =>
        await client.GetStream().WriteAsync(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    [GeneratedRegex("^    [0-9]+: ")]
    private static partial Regex AlertLine();
}
