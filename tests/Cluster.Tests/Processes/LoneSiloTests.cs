using OrleansStream.ClusterJobs;

namespace OrleansStream.Cluster.Tests;

/// <summary>The silo program without a database.</summary>
[Collection(SiloProcesses.Collection)]
public sealed class LoneSiloTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly string _data = Directory.CreateTempSubdirectory("orleans-stream-data-").FullName;
    private readonly TimedOutput _output = new();

    public void Dispose()
    {
        _output.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task A_job_goes_on_after_the_silo_was_stopped_and_after_it_was_killed()
    {
        await using SiloProcess silo = await SiloProcess.StartAsync("--OrleansStream:DataDirectory", _data);
        await using (OrleansStreamClient client = await OrleansStreamClient.ConnectAsync(new OrleansStreamClientOptions { Gateways = [silo.Gateway] }))
        {
            JobInfo job = await client.SubmitAsync(
                TimedOutput.Jobs,
                nameof(TimedWordCount),
                new Dictionary<string, string> { [TimedWordCount.Output] = _output.Prefix },
                new JobSettings { BatchInterval = Interval, Partitions = 2 });
            Assert.Equal(nameof(TimedWordCount), job.Name);
            await MoreBatchesAsync();
        }

        await silo.StopAsync();
        await silo.StartAsync();
        await MoreBatchesAsync();
        await silo.KillAsync();
        await silo.StartAsync();
        await MoreBatchesAsync();

        Assert.InRange(_output.Verify(Interval), 9, int.MaxValue);
    }

    [Fact]
    public async Task A_silo_with_a_secret_takes_orders_only_from_those_who_know_it()
    {
        const string secret = "swordfish-swordfish";
        await using SiloProcess silo = await SiloProcess.StartAsync("--OrleansStream:DataDirectory", _data, "--OrleansStream:Secret", secret);
        foreach ((string? given, string expected) in new[] { (null, "came without one"), ("swordfish-swordfisk", "has another one") })
        {
            await using OrleansStreamClient stranger = await OrleansStreamClient.ConnectAsync(new OrleansStreamClientOptions { Gateways = [silo.Gateway], Secret = given });
            Assert.Contains(expected, (await Assert.ThrowsAsync<AccessRefusedException>(() => stranger.ListAsync())).Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<AccessRefusedException>(() => stranger.SubmitAsync(TimedOutput.Jobs));
            await Assert.ThrowsAsync<AccessRefusedException>(() => stranger.StopAsync(nameof(TimedWordCount)));
        }

        await using OrleansStreamClient client = await OrleansStreamClient.ConnectAsync(new OrleansStreamClientOptions { Gateways = [silo.Gateway], Secret = secret });
        await client.SubmitAsync(
            TimedOutput.Jobs,
            nameof(TimedWordCount),
            new Dictionary<string, string> { [TimedWordCount.Output] = _output.Prefix },
            new JobSettings { BatchInterval = Interval, Partitions = 2 });
        await MoreBatchesAsync();
        Assert.Equal(JobState.Running, Assert.Single(await client.ListAsync()).State);

        // Nobody but the silo itself asks for the job then.
        await silo.KillAsync();
        await silo.StartAsync();
        await MoreBatchesAsync();
    }

    [Fact]
    public async Task A_second_silo_on_the_same_data_says_so_in_a_line()
    {
        await using SiloProcess silo = await SiloProcess.StartAsync("--OrleansStream:DataDirectory", _data);

        (int code, _, string error) = await SiloProcess.RunToEndAsync("--OrleansStream:DataDirectory", _data);

        Assert.Equal(1, code);
        Assert.Contains(_data, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "--OrleansStream:SiloPort", "70000" }, 2, "OrleansStream:SiloPort is '70000'; it must be between 1 and 65535.")]
    [InlineData(new[] { "--OrleansStream:SiloPort", "x" }, 2, "'x' at 'OrleansStream:SiloPort'")]
    [InlineData(new[] { "--OrleansStream:SiloPorts", "1" }, 2, "OrleansStream:SiloPorts is no setting")]
    [InlineData(new[] { "--OrleansStream:Membership:ProbeTimeout", "00:00:00" }, 2, "OrleansStream:Membership:ProbeTimeout is '00:00:00'")]
    [InlineData(new[] { "--OrleansStream:AdvertisedAddress", "10.0.0.1" }, 2, "must be a loopback address")]
    [InlineData(new[] { "--OrleansStream:Secret", "secret" }, 2, "OrleansStream:Secret is set; it must have at least 16 characters.")]
    [InlineData(new[] { "--OrleansStream:CheckpointDirectory", "jobs" }, 2, "OrleansStream:CheckpointDirectory is 'jobs'; it must be a full path, or an address.")]
    [InlineData(new[] { "--OrleansStream:CheckpointDirectory", "ftp://host/jobs" }, 2, "known are file://, paths, s3://bucket/prefix, azure://account/container/prefix")]
    [InlineData(new[] { "--OrleansStream:CheckpointDirectory", "azure://account" }, 2, "names no container")]
    [InlineData(new[] { "--OrleansStream:ConnectionString", "Host=127.0.0.1;Port=1;Password=secret" }, 1, "ConnectionString names cannot be used")]
    [InlineData(new[] { "schema", "apply", "--connection", "Host=127.0.0.1;Port=1" }, 1, "The schema was not applied")]
    [InlineData(new[] { "schema", "apply" }, 2, "--connection")]
    [InlineData(new[] { "frobnicate" }, 2, "'frobnicate' is no command")]
    public async Task What_is_wrong_is_said_in_a_line(string[] arguments, int expected, string message)
    {
        (int code, _, string error) = await SiloProcess.RunToEndAsync(arguments);

        Assert.Equal(expected, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    /// <summary>Waits for three batches more than there are.</summary>
    private Task MoreBatchesAsync()
    {
        int enough = _output.Times.Length + 3;
        return JobCluster.UntilAsync($"{enough} batches are there", () => Task.FromResult(_output.Times.Length >= enough));
    }
}
