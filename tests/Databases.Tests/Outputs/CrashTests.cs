using System.Diagnostics;
using System.Globalization;

namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>A job that is killed has what one that runs undisturbed would have in its tables.</summary>
public sealed class CrashTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private static readonly Dictionary<string, string> NoChanges = [];

    private readonly string _directory = Directory.CreateTempSubdirectory("orleans-stream-databases-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [PostgresFact]
    public Task Killed_a_few_times() => KillAndContinueAsync(kills: 5, seed: 1);

    [PostgresFact]
    [Trait("Tier", "Long")]
    public Task Killed_many_times() => KillAndContinueAsync(Kills.Many, seed: 2);

    private async Task KillAndContinueAsync(int kills, int seed)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var random = new Random(seed);
        for (int life = 0; life < kills; life++)
        {
            using Process killed = Start(database);
            try
            {
                await ReadAsync(killed, lines: random.Next(8));

                // Somewhere in a batch, which takes some ten milliseconds.
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20)), TimeProvider.System);
            }
            finally
            {
                killed.Kill();
                await killed.WaitForExitAsync().Within();
            }
        }

        using Process last = Start(database);
        await ReadAsync(last, lines: 5);
        last.StandardInput.Close();
        Task<string> rest = last.StandardOutput.ReadToEndAsync();
        string error = await last.StandardError.ReadToEndAsync().Within();
        await rest.Within();
        await last.WaitForExitAsync().Within();
        Assert.True(last.ExitCode == 0, error);

        string[] batches = await database.ReadAsync("SELECT batch, count(*), count(DISTINCT line) FROM entries GROUP BY batch ORDER BY batch");
        Assert.True(batches.Length > kills, $"seed {seed}");
        Assert.Equal(Enumerable.Range(0, batches.Length).Select(batch => $"{batch},{WritingProcess.RowsPerBatch},{WritingProcess.RowsPerBatch}"), batches);
        Assert.Equal(
            Enumerable.Range(0, WritingProcess.Keys).Select(key => string.Create(CultureInfo.InvariantCulture, $"{key},{WritingProcess.Sum(key, batches.Length)}")),
            await database.ReadAsync("SELECT key, sum FROM sums ORDER BY key"));
    }

    private Process Start(TestDatabase database) => ChildProcess.Start(NoChanges, "job", _directory, database.ConnectionString);

    /// <summary>Reads so many lines after the start.</summary>
    private static async Task ReadAsync(Process process, int lines)
    {
        for (int i = 0; i <= lines; i++)
        {
            string line = await process.StandardOutput.ReadLineAsync().Within() ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
            Assert.Equal(i == 0, line == WritingProcess.Started);
        }
    }
}
