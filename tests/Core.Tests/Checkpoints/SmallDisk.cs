using System.Diagnostics;
using OrleansStream.Core.Tests.Outputs;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A file system of its own in memory, of a few hundred kilobytes; only root on Linux may make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<bool> Possible = new(() =>
    {
        using var disk = new TemporaryDirectory();
        SmallDisk? small = TryMake(disk["small"]);
        small?.Dispose();
        return small is not null;
    });

    private SmallDisk(string path) => Path = path;

    /// <summary>Whether this process may make one.</summary>
    internal static bool IsPossible => Possible.Value;

    internal string Path { get; }

    internal static SmallDisk Make(string path) => TryMake(path) ?? throw new InvalidOperationException($"No file system can be mounted at '{path}'.");

    private static SmallDisk? TryMake(string path)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return null;
        }

        Directory.CreateDirectory(path);
        return Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", path) ? new SmallDisk(path) : null;
    }

    internal void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Path));

    public void Dispose() => Assert.True(Run("umount", Path));

    private static bool Run(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && error.Length == 0;
    }
}
