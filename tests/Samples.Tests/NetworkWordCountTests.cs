using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace OrleansStream.Samples.Tests;

public sealed partial class NetworkWordCountTests
{
    private const string Sample = "NetworkWordCount";
    private const string Rule = "-------------------------------------------";

    [Fact]
    public async Task Without_arguments_it_counts_words_of_its_own()
    {
        await using var sample = SampleProcess.Start(Sample, "--batches", "3");

        Assert.Equal(0, await sample.ExitAsync());

        // Those that were due before the third had ended are finished too: how many, is up to the machine.
        string[] lines = sample.Output.Lines;
        int batches = lines.Count(line => line.StartsWith("Time: ", StringComparison.Ordinal));
        Assert.InRange(batches, 3, int.MaxValue);
        for (int at = 0; at < lines.Length; at++)
        {
            Assert.Equal(Rule, lines[at++]);
            Assert.Matches(TimeLine(), lines[at++]);
            Assert.Equal(Rule, lines[at++]);
            int first = at;
            for (; CountLine().IsMatch(lines[at]); at++)
            {
            }

            Assert.InRange(at - first, 0, 10);
            at += lines[at] == "..." ? 1 : 0;
            Assert.Equal("", lines[at]);
        }

        Match[] statistics = [.. sample.Errors.Lines.Select(line => Statistics.Line().Match(line))];
        Assert.Equal(batches, statistics.Length);
        Assert.All(statistics, line => Assert.True(line.Success));
        Assert.True(statistics.Sum(line => int.Parse(line.Groups["records"].Value, CultureInfo.InvariantCulture)) > 0);
        Assert.Contains(lines, line => CountLine().IsMatch(line));
    }

    [Fact]
    public async Task It_reads_a_line_server_in_batches_of_the_interval_asked_for()
    {
        using TcpListener server = Loopback.Listen();
        await using var sample = SampleProcess.Start(Sample, "--host", "127.0.0.1", "--port", Loopback.PortOf(server), "--interval", "250ms");
        using TcpClient client = await server.AcceptTcpClientAsync();

        await client.GetStream().WriteAsync("to be or not to be\n"u8.ToArray());
        await sample.Output.WaitForAsync("(to,2)");
        await sample.Output.WaitForAsync("(or,1)");
        await client.GetStream().WriteAsync("être\n"u8.ToArray());
        await sample.Output.WaitForAsync("(être,1)");
        sample.Send(SampleProcess.Terminate);

        Assert.Equal(0, await sample.ExitAsync());
        Assert.Contains(sample.Errors.Lines, line => line.Contains(": 1 records, processing time ", StringComparison.Ordinal));
        long[] times = [.. sample.Output.Lines
            .Where(line => TimeLine().IsMatch(line))
            .Select(line => long.Parse(TimeLine().Match(line).Groups["time"].Value, CultureInfo.InvariantCulture))];
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(250, pair.Second - pair.First));
    }

    [NetcatFact]
    public async Task It_reads_netcat()
    {
        int port = Loopback.FreePort();
        using Process netcat = Process.Start(new ProcessStartInfo("nc", ["-lk", $"{port}"]) { RedirectStandardInput = true })!;
        try
        {
            await using var sample = SampleProcess.Start(Sample, "--host", "localhost", "--port", $"{port}", "--interval", "500ms");

            await netcat.StandardInput.WriteAsync("hello netcat hello\n");
            await netcat.StandardInput.FlushAsync();
            await sample.Output.WaitForAsync("(hello,2)");
            await sample.Output.WaitForAsync("(netcat,1)");
            sample.Send(SampleProcess.Interrupt);

            Assert.Equal(0, await sample.ExitAsync());
        }
        finally
        {
            netcat.Kill();
        }
    }

    [Theory]
    [InlineData("Required argument missing for option: '--port'. (--help shows the options)", "--port")]
    [InlineData("--port is '99999'; it must be a whole number from 1 to 65535. (--help shows the options)", "--port", "99999")]
    [InlineData("--host needs --port. (--help shows the options)", "--host", "example.com")]
    [InlineData("--batches is 'few'; it must be a whole number from 1 to 2147483647. (--help shows the options)", "--batches", "few")]
    [InlineData(
        "--interval is '5'; it must be a duration of whole milliseconds, such as 500ms or 2s, and at least 1ms. (--help shows the options)",
        "--interval",
        "5")]
    public async Task A_wrong_option_is_told_in_one_line(string expected, params string[] args)
    {
        await using var sample = SampleProcess.Start(Sample, args);

        Assert.Equal(2, await sample.ExitAsync());

        Assert.Equal([expected], sample.Errors.Lines);
        Assert.Empty(sample.Output.Lines);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_told_in_one_line_and_tried_again()
    {
        int port = Loopback.FreePort();
        await using var sample = SampleProcess.Start(Sample, "--port", $"{port}");
        await sample.Errors.WaitForAsync($"Cannot connect to localhost:{port}: ");
        await sample.Errors.WaitForAsync("; trying again in 2 s.");

        using var server = new TcpListener(IPAddress.Loopback, port);
        server.Start();
        using TcpClient client = await server.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync("at last\n"u8.ToArray());
        await sample.Output.WaitForAsync("(last,1)");

        sample.Send(SampleProcess.Terminate);
        Assert.Equal(0, await sample.ExitAsync());
    }

    [GeneratedRegex(@"^Time: (?<time>\d+) ms$")]
    private static partial Regex TimeLine();

    [GeneratedRegex(@"^\([a-z]+,[1-9]\d*\)$")]
    private static partial Regex CountLine();
}
