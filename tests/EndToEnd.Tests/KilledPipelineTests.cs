using System.Diagnostics;
using Xunit.Abstractions;

namespace OrleansStream.EndToEnd.Tests;

/// <summary>From a topic and files through keyed state into another topic and into tables: what a process that is killed leaves behind is that of one that runs undisturbed.</summary>
public sealed class KilledPipelineTests(PostgresServer server, ITestOutputHelper report) : IClassFixture<PostgresServer>, IDisposable
{
    private static readonly Dictionary<string, string> NoChanges = [];

    private readonly string _directory = Directory.CreateTempSubdirectory("orleans-stream-pipeline-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [PostgresFact]
    public Task Killed_a_few_times() => KillAndContinueAsync(kills: 3, seed: 1);

    [PostgresFact]
    [Trait("Tier", "Long")]
    public Task Killed_many_times() => KillAndContinueAsync(Kills.Many, seed: 2);

    private async Task KillAndContinueAsync(int kills, int seed)
    {
        string database = await server.CreateDatabaseAsync($"pipeline-{seed}");
        await using var input = new OrderInput(seed, database);
        var random = new Random(seed);
        for (int life = 0; life < kills; life++)
        {
            await input.AppendAsync(random.Next(100));
            using Process killed = ChildProcess.Start(NoChanges, "pipeline", _directory, input.Brokers, input.Files, database);
            try
            {
                await ReadAsync(killed, lines: random.Next(5));
                await input.AppendAsync(random.Next(100));
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(300)), TimeProvider.System);
            }
            finally
            {
                killed.Kill();
                await killed.WaitForExitAsync().Within();
            }
        }

        report.WriteLine($"{input.Count} orders, {await input.WrittenAsync()} in the table and {input.Sent()} in the topic after {kills} kills.");
        using Process last = ChildProcess.Start(NoChanges, "pipeline", _directory, input.Brokers, input.Files, database);
        while (await input.WrittenAsync() < input.Count)
        {
            await ReadAsync(last, lines: 1);
        }

        // Batches after the last order find nothing more.
        await ReadAsync(last, lines: 3);
        last.StandardInput.Close();
        Task<string> rest = last.StandardOutput.ReadToEndAsync();
        string error = await last.StandardError.ReadToEndAsync().Within();
        await rest.Within();
        await last.WaitForExitAsync().Within();
        Assert.True(last.ExitCode == 0, error);
        await input.VerifyAsync();
    }

    /// <summary>Reads so many lines, which say that it has started or that a batch is over.</summary>
    private static async Task ReadAsync(Process process, int lines)
    {
        for (int i = 0; i < lines; i++)
        {
            if (await process.StandardOutput.ReadLineAsync().Within() is null)
            {
                string error = await process.StandardError.ReadToEndAsync().Within();
                await process.WaitForExitAsync().Within();
                throw new InvalidOperationException($"The process has ended with {process.ExitCode}: {error}");
            }
        }
    }
}
