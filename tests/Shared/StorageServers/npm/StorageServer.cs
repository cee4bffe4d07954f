using System.Diagnostics;

namespace OrleansStream.Tests.StorageServers;

/// <summary>A server of npm's, as a process of its own on a free port of loopback.</summary>
public sealed class StorageServer : IStorageServer
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly string? _data;

    private StorageServer(Process process, Uri address, string? data)
    {
        _process = process;
        _data = data;
        Address = address;
    }

    /// <inheritdoc/>
    public Uri Address { get; }

    /// <summary>Starts Azurite's blob service, which keeps blobs in its memory.</summary>
    public static Task<IStorageServer> StartAzuriteAsync() => StartAsync(
        "azurite-blob",
        "successfully listens on http://",
        data: null,
        "--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent");

    /// <summary>Starts s3rver, which keeps objects in a temporary directory.</summary>
    /// <remarks>It ignores the conditions of writes; see <see cref="StorageProxy.EnforcesConditions"/>.</remarks>
    /// <param name="bucket">A bucket to begin with.</param>
    public static Task<IStorageServer> StartS3Async(string bucket)
    {
        string data = Directory.CreateTempSubdirectory("orleansstream-s3rver-").FullName;
        return StartAsync("s3rver", "listening on ", data, "--directory", data, "--address", "127.0.0.1", "--port", "0", "--configure-bucket", bucket);
    }

    /// <summary>Ends the process, at once.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
        if (_data is not null)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private static async Task<IStorageServer> StartAsync(string program, string announcement, string? data, params string[] arguments)
    {
        var start = new ProcessStartInfo(NpmPackages.PathTo(program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data ?? Path.GetTempPath(),
        };

        // s3rver makes its tokens for the pages of lists with a cipher that OpenSSL has retired.
        start.Environment["NODE_OPTIONS"] = "--openssl-legacy-provider";
        Process process = Process.Start(start)!;
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        void Hear(string? line)
        {
            lock (said)
            {
                said.Add(line ?? "");
            }

            if (line?.IndexOf(announcement, StringComparison.Ordinal) is >= 0 and { } at)
            {
                address.TrySetResult(new Uri("http://" + line[(at + announcement.Length)..].Trim()));
            }
        }

        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Task ended = process.WaitForExitAsync();
        if (await Task.WhenAny(address.Task, ended, Task.Delay(StartLimit, TimeProvider.System)).ConfigureAwait(false) != address.Task)
        {
            process.Kill(entireProcessTree: true);
            lock (said)
            {
                throw new InvalidOperationException($"'{program}' has not said that it listens within {StartLimit.TotalSeconds} s:\n{string.Join('\n', said)}");
            }
        }

        return new StorageServer(process, await address.Task.ConfigureAwait(false), data);
    }
}
