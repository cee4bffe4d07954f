using System.Text.Json.Nodes;
using OrleansStream.Tests.Packages;
using OrleansStream.Tests.Tool;

namespace OrleansStream.Cluster.Tests;

/// <summary>The real command against a real silo.</summary>
public sealed class JobCommandTests : IDisposable
{
    private static readonly string Tool = PackagedFiles.PathTo("ClusterTool", "orleans-stream.dll");
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Welcomes _job = new();
    private readonly string _data = Directory.CreateTempSubdirectory("orleans-stream-data-").FullName;

    public void Dispose()
    {
        _job.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task A_job_is_submitted_watched_upgraded_rescaled_and_stopped()
    {
        await using SiloProcess silo = await SiloProcess.StartAsync("--OrleansStream:DataDirectory", _data);
        Assert.Equal("There are no jobs.", Assert.Single((await DoneAsync(silo, "jobs")).Lines));

        string[] submit = ["submit", _job.Publish(1), "--class", "WelcomeJob", "--name", "w", "--interval", "200ms", "--partitions", "2", "--", "--output", _job.Arguments["output"]];
        Assert.StartsWith("Job 'w' runs: Welcome.WelcomeJob, a batch every 200 ms, 2 partitions, package ", (await DoneAsync(silo, submit)).Output, StringComparison.Ordinal);
        await _job.MoreBatchesAsync();
        await DoneAsync(silo, submit);
        JsonNode status = JsonNode.Parse((await DoneAsync(silo, "status", "w", "-o", "json")).Output)!;
        Assert.Equal(("running", 2, 200), ((string)status["state"]!, (int)status["partitions"]!, (int)status["intervalMs"]!));
        Assert.InRange((long)status["progress"]!["committedBatches"]!, 3, long.MaxValue);

        Assert.Contains("OrleansStream.Grains.JobDriver: Job w is coordinated here", (await DoneAsync(silo, "logs", "w", "--tail", "100")).Output, StringComparison.Ordinal);
        Assert.Contains(" keys, ", (await DoneAsync(silo, "state", "size", "w", "totals")).Output, StringComparison.Ordinal);
        JsonNode entry = JsonNode.Parse(Assert.Single((await DoneAsync(silo, "state", "scan", "w", "totals", "--limit", "1")).Lines))!;
        Assert.Equal(["key", "state"], entry.AsObject().Select(member => member.Key));
        Assert.StartsWith("Job 'w' is saved in 'before', with all up to batch ", (await DoneAsync(silo, "savepoint", "w", "before")).Output, StringComparison.Ordinal);
        Assert.Contains("it holds one", await FailedAsync(silo, 1, "savepoint", "w", "before"), StringComparison.Ordinal);
        await DoneAsync(silo, CopyTo("2"));
        await DoneAsync(silo, "stop", "copy");
        Assert.Equal("Job 'copy' is removed.", Assert.Single((await DoneAsync(silo, "remove", "copy")).Lines));
        Assert.Contains("There is no job 'copy'", await FailedAsync(silo, 1, "remove", "copy"), StringComparison.Ordinal);
        await DoneAsync(silo, CopyTo("3"));
        Assert.Contains("stop it first", await FailedAsync(silo, 1, "remove", "copy"), StringComparison.Ordinal);
        await DoneAsync(silo, "stop", "copy");
        Assert.Equal("Savepoint 'before' is removed.", Assert.Single((await DoneAsync(silo, "remove-savepoint", "before")).Lines));
        Assert.Contains("There is no savepoint in 'before'", await FailedAsync(silo, 1, "remove-savepoint", "before"), StringComparison.Ordinal);

        Assert.StartsWith("Job 'w' goes on as", (await DoneAsync(silo, "upgrade", "w", _job.Publish(2))).Output, StringComparison.Ordinal);
        await _job.VersionAsync(2);
        Assert.Contains("5 partitions", (await DoneAsync(silo, "rescale", "w", "--partitions", "5")).Output, StringComparison.Ordinal);
        await _job.MoreBatchesAsync();
        Assert.Contains("'output' is missing", await FailedAsync(silo, 2, "submit", _job.Publish(1), "--class", "WelcomeJob"), StringComparison.Ordinal);
        Assert.Contains("Upgrade it", await FailedAsync(silo, 1, "submit", _job.Publish(1), "--class", "WelcomeJob", "--name", "w", "--arg", "output=x"), StringComparison.Ordinal);

        Assert.Equal("Job 'w' has stopped.", Assert.Single((await DoneAsync(silo, "stop", "w")).Lines));
        Assert.Contains("stopped", Assert.Single((await DoneAsync(silo, "status", "w", "--watch")).Lines), StringComparison.Ordinal);
        Assert.Equal([["name", "state", "class"], ["copy", "stopped", "Welcome.WelcomeJob"], ["w", "stopped", "Welcome.WelcomeJob"]], (await DoneAsync(silo, "jobs")).Lines.Select(Words));
        foreach (string[] command in new[] { new[] { "status", "nobody" }, ["stop", "nobody"], ["rescale", "nobody", "--partitions", "2"] })
        {
            Assert.Contains("There is no job 'nobody'", await FailedAsync(silo, 1, command), StringComparison.Ordinal);
        }

        Assert.Equal([1, 2], _job.Verify(Interval));

        // Each begins with the same batches, whose outputs are not replaced.
        string[] CopyTo(string place) =>
            ["submit", _job.Publish(1), "--class", "WelcomeJob", "--name", "copy", "--interval", "200ms", "--from-savepoint", "before", "--", "--output", _job.Arguments["output"] + place];
    }

    [Theory]
    [InlineData(1, "The host of gateway 'no.such.host.invalid:1' cannot be found", "jobs", "--gateway", "no.such.host.invalid:1")]
    [InlineData(2, "--gateway is 'x:y'", "jobs", "--gateway", "x:y")]
    [InlineData(2, "Required argument missing", "submit")]
    [InlineData(2, "Option '--partitions' is required", "rescale", "w")]
    public async Task What_is_wrong_is_said_in_a_line(int code, string message, params string[] command)
    {
        ToolProcess tool = await ToolProcess.RunFileAsync(Tool, command);

        Assert.Equal(code, tool.ExitCode);
        Assert.Contains(message, tool.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", tool.Errors, StringComparison.Ordinal);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..3];

    private static async Task<ToolProcess> DoneAsync(SiloProcess silo, params string[] command)
    {
        ToolProcess tool = await RunAsync(silo, command);
        Assert.True(tool.ExitCode == 0, $"{string.Join(' ', command)} ended with {tool.ExitCode}: {tool.Errors}");
        Assert.Equal("", tool.Errors);
        return tool;
    }

    private static async Task<string> FailedAsync(SiloProcess silo, int code, params string[] command)
    {
        ToolProcess tool = await RunAsync(silo, command);
        Assert.Equal((code, ""), (tool.ExitCode, tool.Output));
        return Assert.Single(tool.Errors.TrimEnd().Split('\n'));
    }

    // Options come first: what follows -- is the job's.
    private static Task<ToolProcess> RunAsync(SiloProcess silo, string[] command) =>
        ToolProcess.RunFileAsync(Tool, [.. command[..Verbs(command)], "--gateway", silo.Gateway.ToString(), .. command[Verbs(command)..]]);

    private static int Verbs(string[] command) => command[0] == "state" ? 2 : 1;
}
