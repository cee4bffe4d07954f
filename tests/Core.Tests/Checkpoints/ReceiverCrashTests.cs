using System.Diagnostics;
using System.Globalization;
using OrleansStream.Core.Tests.Outputs;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A job that is killed while a receiver stores and acknowledges loses nothing that was acknowledged, and counts it once.</summary>
public sealed class ReceiverCrashTests : IDisposable
{
    private static readonly Dictionary<string, string> NoChanges = [];

    private readonly TemporaryDirectory _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public Task KilledTwice() => KillAndContinueAsync(kills: 2, seed: 1);

    [Fact]
    [Trait("Tier", "Long")]
    public Task KilledManyTimes() => KillAndContinueAsync(Kills.Many, seed: 2);

    private async Task KillAndContinueAsync(int kills, int seed)
    {
        var random = new Random(seed);
        using var server = new BlockServer();
        for (int life = 0; life < kills; life++)
        {
            using Process killed = Start(server);
            try
            {
                await server.ServeAsync(random.Next(100));
            }
            finally
            {
                killed.Kill();
                await killed.WaitForExitAsync().Within();
            }
        }

        using Process last = Start(server);
        await server.FinishAsync();
        last.StandardInput.Close();
        string error = await last.StandardError.ReadToEndAsync().Within();
        await last.WaitForExitAsync().Within();
        Assert.True(last.ExitCode == 0, error);
        Check(server);
    }

    private Process Start(BlockServer server) =>
        ChildProcess.Start(NoChanges, "receiver", _disk.Root, server.Port.ToString(CultureInfo.InvariantCulture));

    /// <summary>Each block that was sent once is there once. What was sent again may have been stored before the kill that cut its
    /// acknowledgement off.</summary>
    private void Check(BlockServer server)
    {
        Dictionary<string, int> written = Directory.GetDirectories(_disk.Root, "out-*")
            .SelectMany(batch => Directory.GetFiles(batch, "part-*"))
            .SelectMany(File.ReadAllLines)
            .CountBy(line => line)
            .ToDictionary();
        Assert.NotEmpty(server.Sent);
        Assert.Equal(server.Sent.Count * ReceiverProcess.LinesOfBlock, written.Count);
        foreach ((int block, int sent) in server.Sent)
        {
            for (int i = 0; i < ReceiverProcess.LinesOfBlock; i++)
            {
                Assert.InRange(written[FormattableString.Invariant($"{block}.{i}")], 1, sent);
            }
        }

        Assert.Contains(server.Sent.Values, sent => sent == 1);
        Assert.True(Directory.GetFiles(_disk["checkpoint/objects"], "received+*").Length < 100, "The log was not trimmed.");
    }
}
