using System.Globalization;
using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Outputs;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>Processes that race for one directory: exactly one wins each time.</summary>
public sealed class StoreProcessTests : IDisposable
{
    private const int Rounds = 60;

    private readonly TemporaryDirectory _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Of_processes_that_race_one_wins_each_object_and_each_swap()
    {
        string[][] answers = await Task.WhenAll(
            ChildProcess.RunAsync("race", _disk.Root, "one"), ChildProcess.RunAsync("race", _disk.Root, "two"));

        // Each line names what a process was told that it has won.
        string[] won = [.. answers.SelectMany(lines => lines).Order(StringComparer.Ordinal)];
        Assert.Equal(won.Distinct(), won);
        Assert.Equal(Rounds, won.Count(line => line.StartsWith("object-", StringComparison.Ordinal)));
        var store = new DirectoryCheckpointStore(_disk.Root);
        string head = (await store.ReadHeadAsync(default))!.Version;
        Assert.True(int.Parse(head, CultureInfo.InvariantCulture) >= Rounds, $"The last head is {head}.");
        Assert.InRange(won.Count(line => line.StartsWith("head-", StringComparison.Ordinal)), Rounds, int.Parse(head, CultureInfo.InvariantCulture));
        foreach ((string[] lines, string racer) in answers.Zip(new[] { "one", "two" }))
        {
            foreach (string name in lines.Where(line => line.StartsWith("object-", StringComparison.Ordinal)))
            {
                Assert.Equal(racer, System.Text.Encoding.UTF8.GetString((await store.GetAsync(name, default))!.Value.Span));
            }
        }
    }

    /// <summary>What a racing process does.</summary>
    internal static async Task RaceAsync(string directory, string racer, TextWriter output)
    {
        var store = new DirectoryCheckpointStore(directory);
        byte[] content = System.Text.Encoding.UTF8.GetBytes(racer);
        for (int round = 0; round < Rounds; round++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"object-{round}");
            if (await store.CreateOnceAsync(name, content, default))
            {
                await output.WriteLineAsync(name);
            }
        }

        for (int wins = 0; wins < Rounds / 2;)
        {
            string? expected = (await store.ReadHeadAsync(default))?.Version;
            try
            {
                if (await store.CompareAndSwapHeadAsync(expected, content, default) is { } version)
                {
                    wins++;
                    await output.WriteLineAsync($"head-{version}");
                }
            }
            catch (IOException error) when (error.Message.Contains("it cannot be told", StringComparison.Ordinal))
            {
                // The other one was faster; whether this swap counted in between nobody knows.
                await output.WriteLineAsync($"unknown-{racer}-{expected}");
            }
        }
    }
}
