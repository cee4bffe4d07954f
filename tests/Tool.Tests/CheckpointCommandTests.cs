using System.Text.Json.Nodes;
using OrleansStream.Testing;
using OrleansStream.Tests.Tool;

namespace OrleansStream.Tool.Tests;

/// <summary>The real command over the checkpoint of a real job.</summary>
public sealed class CheckpointCommandTests : IAsyncLifetime
{
    private const int Batches = 12;

    private readonly string _root = Directory.CreateTempSubdirectory("orleans-stream-tool-").FullName;
    private BatchTime _last;

    private string Job => Path.Join(_root, "job");

    public async Task InitializeAsync()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.CheckpointDirectory = Job;
        await using var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        Accumulator<long, long> seen = life.Context.LongAccumulator("seen");
        life.Context.AddressedInput("in", new FunctionFeed<string>(batch => FeedBatch.Cut([.. Enumerable.Range(0, 50).Select(i => $"user-{i}"), $"batch-{batch}"], 3)))
            .Named("input")
            .Map(user =>
            {
                seen.Add(1);
                return (user, 1L);
            })
            .MapWithState(StateSpec.Of<Visits>(), (_, _, state) =>
            {
                state.Update(new Visits((state.Exists ? state.Get().Count : 0) + 1, "é"));
                return 0;
            })
            .Named("visits")
            .CollectTo("out");
        await life.StartAsync();
        await life.AdvanceAsync(Batches);
        _last = BatchTime.From(life.Time.GetUtcNow());
        await life.Context.SavepointAsync(Path.Join(_root, "savepoint"));
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task List_shows_what_is_in_it()
    {
        ToolProcess table = await ToolProcess.RunAsync("checkpoint", "list", Job);
        Assert.Equal((0, ""), (table.ExitCode, table.Errors));
        Assert.StartsWith("Checkpoint, committed up to ", table.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^  visits +62 ", table.Output);

        JsonNode json = JsonNode.Parse((await ToolProcess.RunAsync("checkpoint", "list", Job, "--json")).Output)!;
        Assert.Equal(("visits", 50 + Batches, "string"), ((string)json["operators"]![0]!["name"]!, (int)json["operators"]![0]!["keys"]!, (string)json["operators"]![0]!["keyType"]!));
        Assert.Equal(_last, BatchTime.From(DateTimeOffset.Parse((string)json["committed"]!, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("seen", (string)json["accumulators"]![0]!["name"]!);

        Assert.StartsWith("Savepoint, committed up to ", (await ToolProcess.RunAsync("checkpoint", "list", Path.Join(_root, "savepoint"))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_prints_a_line_for_each_key()
    {
        ToolProcess all = await ToolProcess.RunAsync("checkpoint", "state", Job);
        Assert.Equal((0, ""), (all.ExitCode, all.Errors));
        Assert.Equal(
            Enumerable.Range(0, 50).Select(i => $"user-{i} {Batches}").Concat(Enumerable.Range(0, Batches).Select(i => $"batch-{i} 1")).Order(StringComparer.Ordinal),
            all.Lines.Select(line => JsonNode.Parse(line)!).Select(line => $"{line["key"]} {line["state"]!["Count"]}").Order(StringComparer.Ordinal));
        Assert.Contains("\"Note\":\"é\"", all.Output, StringComparison.Ordinal);

        ToolProcess some = await ToolProcess.RunAsync("checkpoint", "state", Job, "--operator", "visits", "--prefix", "user-4", "--limit", "5");
        Assert.Equal(5, some.Lines.Length);
        Assert.All(some.Lines, line => Assert.StartsWith("{\"key\":\"user-4", line, StringComparison.Ordinal));

        ToolProcess other = await ToolProcess.RunAsync("checkpoint", "state", Job, "--operator", "other");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("'visits'", other.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_names_what_is_damaged_and_ends_with_1()
    {
        ToolProcess sound = await ToolProcess.RunAsync("checkpoint", "verify", Job);
        Assert.Equal((0, ""), (sound.ExitCode, sound.Errors));
        Assert.Contains("all are as they were written", sound.Output, StringComparison.Ordinal);

        // The newest: what commits have replaced is left for a while, and not needed.
        string[] parts = [.. Directory.GetFiles(Path.Join(Job, "objects"), "states+*").OrderBy(file => file.Length).ThenBy(file => file, StringComparer.Ordinal).TakeLast(3)];
        byte[] content = File.ReadAllBytes(parts[0]);
        content[^1] ^= 1;
        File.WriteAllBytes(parts[0], content);
        File.WriteAllBytes(parts[1], File.ReadAllBytes(parts[1])[..^1]);
        File.Delete(parts[2]);
        ToolProcess damaged = await ToolProcess.RunAsync("checkpoint", "verify", Job);
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains($"changed: {NameOf(parts[0])}: ", damaged.Output, StringComparison.Ordinal);
        Assert.Contains($"torn: {NameOf(parts[1])}: ", damaged.Output, StringComparison.Ordinal);
        Assert.Contains($"missing: {NameOf(parts[2])}: ", damaged.Output, StringComparison.Ordinal);

        ToolProcess json = await ToolProcess.RunAsync("checkpoint", "verify", Job, "--json");
        Assert.Equal(1, json.ExitCode);
        Assert.Equal(3, JsonNode.Parse(json.Output)!["faults"]!.AsArray().Count);

        static string NameOf(string file) => Path.GetFileName(file).Replace('+', '/');
    }

    [Fact]
    public async Task What_is_no_checkpoint_ends_with_1_and_a_wrong_command_line_with_2()
    {
        ToolProcess nothing = await ToolProcess.RunAsync("checkpoint", "list", Path.Join(_root, "nothing"));
        Assert.Equal(1, nothing.ExitCode);
        Assert.Contains("There is no checkpoint", nothing.Errors, StringComparison.Ordinal);

        string head = Directory.GetFiles(Job, "head-*").Single();
        File.WriteAllBytes(head, File.ReadAllBytes(head)[..^1]);
        ToolProcess torn = await ToolProcess.RunAsync("checkpoint", "verify", Job);
        Assert.Equal(1, torn.ExitCode);
        Assert.Contains("is damaged", torn.Errors, StringComparison.Ordinal);

        Assert.Equal(2, (await ToolProcess.RunAsync("checkpoint", "list")).ExitCode);
        Assert.Equal(2, (await ToolProcess.RunAsync("checkpoint", "state", Job, "--limit", "-1")).ExitCode);
        Assert.False(Directory.Exists(Path.Join(_root, "nothing")));
    }

    private sealed record Visits(long Count, string Note);
}
