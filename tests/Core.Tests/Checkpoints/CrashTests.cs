using System.Diagnostics;
using System.Globalization;
using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Outputs;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A job that is killed, or taken over, writes what one that runs undisturbed would have.</summary>
public sealed class CrashTests : IDisposable
{
    private static readonly Dictionary<string, string> NoChanges = [];

    private readonly TemporaryDirectory _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public Task KilledTwice() => KillAndContinueAsync(kills: 2, seed: 1);

    [Fact]
    [Trait("Tier", "Long")]
    public Task KilledManyTimes() => KillAndContinueAsync(Kills.Many, seed: 2);

    [Fact]
    public async Task OfTwoProcessesOnOneCheckpointTheFormerIsFencedOffAndSaysSo()
    {
        using Process former = Start();
        await ReadAsync(former, lines: 3);
        using Process latter = Start();
        await ReadAsync(latter, lines: 3);
        string error = await former.StandardError.ReadToEndAsync().Within();
        await former.WaitForExitAsync().Within();
        Assert.Equal(JobProcess.Fenced, former.ExitCode);
        Assert.Contains("Another coordinator has taken this job over, so epoch 1 may not write any more", error, StringComparison.Ordinal);

        await StopAsync(latter);
        await CheckOutputAsync();
    }

    private async Task KillAndContinueAsync(int kills, int seed)
    {
        var random = new Random(seed);
        for (int life = 0; life < kills; life++)
        {
            using Process killed = Start();
            try
            {
                await ReadAsync(killed, lines: random.Next(12));
            }
            finally
            {
                killed.Kill();
                await killed.WaitForExitAsync().Within();
            }
        }

        using Process last = Start();
        string told = await ReadAsync(last, lines: 5);
        Assert.Equal(0, long.Parse(told.Split(' ')[1], CultureInfo.InvariantCulture) % 10);
        await StopAsync(last);
        await CheckOutputAsync();
        Assert.True(Directory.GetFiles(_disk["checkpoint/temporary"]).Length <= kills, "More is left than a process writes at a time.");
        Assert.Single(Directory.GetFiles(_disk["checkpoint"], "head-*"));
    }

    private Process Start() => ChildProcess.Start(NoChanges, "job", _disk.Root);

    /// <summary>Reads so many lines after the start.</summary>
    /// <returns>The last one.</returns>
    private static async Task<string> ReadAsync(Process process, int lines)
    {
        string line = "";
        for (int i = 0; i <= lines; i++)
        {
            line = await process.StandardOutput.ReadLineAsync().Within() ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
            Assert.Equal(i == 0, line == JobProcess.Started);
        }

        return line;
    }

    private static async Task StopAsync(Process process)
    {
        process.StandardInput.Close();
        Task<string> rest = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync().Within();
        await rest.Within();
        await process.WaitForExitAsync().Within();
        Assert.True(process.ExitCode == 0, error);
    }

    /// <summary>Every batch from the first to the last is there, complete, once.</summary>
    private async Task CheckOutputAsync()
    {
        CheckBatches("out", batch => Enumerable.Range(0, 10).Select(line => FormattableString.Invariant($"{batch}.{line}")), lines => lines);
        CheckBatches("state", StatefulJob.Expected, lines => lines.Order(StringComparer.Ordinal));
        await CheckSpansAsync();
    }

    /// <summary>What the spans show, and what waits for the end of the last one, is every batch once.</summary>
    private async Task CheckSpansAsync()
    {
        string[] spans = [.. Directory.GetDirectories(_disk.Root, "rolled-*").Order(StringComparer.Ordinal)];
        string gathered = Assert.Single(Directory.GetDirectories(_disk.Root, ".rolled-+gathered+*"));
        string[] waiting = [.. Directory.GetDirectories(gathered).Where(IsWaiting).Order(StringComparer.Ordinal)];
        int perSpan = (int)(JobProcess.RollInterval / JobProcess.Interval);

        string[] lines = [.. spans.Concat(waiting).SelectMany(directory => File.ReadAllLines(Path.Join(directory, "part-00000")))];

        // What is committed is here, or is prepared in the head for the next life: the last stop has a time limit.
        var store = new DirectoryCheckpointStore(_disk["checkpoint"]);
        Head head = HeadFormat.Decode((await store.ReadHeadAsync(default))!, store);
        int committed = (int)((head.Committed - head.Zero) / JobProcess.Interval);
        int[] prepared = [.. head.Prepared.Where(one => one.Output.StartsWith("SaveAsFiles", StringComparison.Ordinal)).Select(one => (int)((one.Time - head.Zero) / JobProcess.Interval) - 1)];
        Assert.Equal(Enumerable.Range(0, committed), Enumerable.Range(0, lines.Length / 10).Union(prepared).Order());
        Assert.Equal(Enumerable.Range(0, lines.Length / 10).SelectMany(batch => Enumerable.Range(0, 10).Select(line => FormattableString.Invariant($"{batch}.{line}"))), lines);
        Assert.All(spans[1..], span => Assert.Equal(perSpan * 10, File.ReadAllLines(Path.Join(span, "part-00000")).Length));

        // A span that is whole waits only if its last batch is still to be published.
        Assert.InRange(waiting.Length, 0, perSpan - 1 + prepared.Count(batch => batch == (lines.Length / 10) - 1));

        // A process that has ended while it showed a span may have left what it would have removed next.
        bool IsWaiting(string directory) =>
            char.IsAsciiDigit(Path.GetFileName(directory)[0]) && !Directory.Exists(_disk[$"rolled-{Path.GetFileName(directory).Split('-')[0]}"]);
    }

    private void CheckBatches(string output, Func<int, IEnumerable<string>> expected, Func<IEnumerable<string>, IEnumerable<string>> sorted)
    {
        string[] batches = [.. Directory.GetDirectories(_disk.Root, output + "-*").OrderBy(path => TimeOf(path))];
        long zero = TimeOf(batches[0]);
        for (int i = 0; i < batches.Length; i++)
        {
            Assert.Equal(zero + (i * (long)JobProcess.Interval.TotalMilliseconds), TimeOf(batches[i]));
            Assert.True(File.Exists(Path.Join(batches[i], "_SUCCESS")));
            IEnumerable<string> lines = Directory.GetFiles(batches[i], "part-*").Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines);
            Assert.Equal(expected(i), sorted(lines));
        }

        long TimeOf(string path) => long.Parse(Path.GetFileName(path).AsSpan(output.Length + 1), CultureInfo.InvariantCulture);
    }
}
