using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OrleansStream.Samples.Tests;

/// <summary>A built sample as a process of its own.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    internal const int Interrupt = 2;
    internal const int Terminate = 15;

    /// <summary>Generous, so that only a fault reaches it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private SampleProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => Errors.Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has written to standard output.</summary>
    internal LineLog Output { get; } = new("standard output", Patience);

    /// <summary>What it has written to standard error.</summary>
    internal LineLog Errors { get; } = new("standard error", Patience);

    internal static SampleProcess Start(string sample, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Join(AppContext.BaseDirectory, $"{sample}.dll"));
        foreach (string arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        return new SampleProcess(new Process { StartInfo = start });
    }

    internal void Send(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Waits for the end, with all output read.</summary>
    internal async Task<int> ExitAsync(TimeSpan? within = null)
    {
        await _process.WaitForExitAsync().WaitAsync(within ?? Patience, TimeProvider.System);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
