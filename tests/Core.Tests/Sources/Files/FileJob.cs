using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Sources;

/// <summary>A job over a real directory on virtual time: files get the times of the clock, not of the disk.</summary>
internal sealed class FileJob : IAsyncDisposable
{
    private readonly bool _ownsDisk;

    internal FileJob(Action<StreamingContextOptions>? configure = null, TemporaryDirectory? disk = null)
    {
        _ownsDisk = disk is null;
        Disk = disk ?? new TemporaryDirectory();
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.LoggerFactory = Log;
        configure?.Invoke(options);
        Harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
    }

    internal TemporaryDirectory Disk { get; }

    internal WarningLog Log { get; } = new();

    internal StreamingTestHarness Harness { get; }

    internal StreamingContext Context => Harness.Context;

    internal DateTimeOffset Now => Harness.Time.GetUtcNow();

    /// <summary>Moves a finished file into place, last written at a time of the clock.</summary>
    internal void Put(string relative, string content, DateTimeOffset? modified = null) =>
        Put(relative, System.Text.Encoding.UTF8.GetBytes(content), modified);

    /// <inheritdoc cref="Put(string, string, DateTimeOffset?)"/>
    internal void Put(string relative, byte[] content, DateTimeOffset? modified = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Disk[relative])!);
        string written = Path.Join(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllBytes(written, content);
        File.SetLastWriteTimeUtc(written, (modified ?? Now.AddMilliseconds(1)).UtcDateTime);
        File.Move(written, Disk[relative], overwrite: true);
    }

    /// <summary>The records of each batch so far.</summary>
    internal T[][] Batches<T>(string output = "out") => [.. Harness.Output<T>(output).Batches.Select(batch => batch.Records.ToArray())];

    public async ValueTask DisposeAsync()
    {
        await Harness.DisposeAsync();
        if (_ownsDisk)
        {
            Disk.Dispose();
        }
    }
}
