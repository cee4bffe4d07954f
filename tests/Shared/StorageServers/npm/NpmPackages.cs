using System.Diagnostics;
using System.Security.Cryptography;

namespace OrleansStream.Tests.StorageServers;

/// <summary>The servers that npm brings: those on PATH, or else the pinned ones, installed once for each user of this machine.</summary>
internal static class NpmPackages
{
    private const string Manifest = "package.json";
    private const string LockFile = "package-lock.json";

    private static readonly Lazy<string> Installed = new(Install);

    /// <summary>Whether a program is on PATH.</summary>
    internal static bool IsOnPath(string program) => FindOnPath(program) is not null;

    /// <summary>The path of a package's program.</summary>
    internal static string PathTo(string program) => FindOnPath(program) ?? Path.Join(Installed.Value, "node_modules", ".bin", program);

    private static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Join(directory, program))
            .FirstOrDefault(File.Exists);

    private static string Install()
    {
        byte[] pinned = Resource(LockFile);
        string folder = Path.Join(
            Path.GetTempPath(), $"orleansstream-storage-servers-{Environment.UserName}-{Convert.ToHexStringLower(SHA256.HashData(pinned))[..16]}");

        // Test projects run beside each other on some machines.
        using var mutex = new Mutex(initiallyOwned: false, Path.GetFileName(folder));
        mutex.WaitOne();
        try
        {
            if (!Directory.Exists(folder))
            {
                string unfinished = $"{folder}-{Guid.NewGuid():n}";
                Directory.CreateDirectory(unfinished);
                File.WriteAllBytes(Path.Join(unfinished, Manifest), Resource(Manifest));
                File.WriteAllBytes(Path.Join(unfinished, LockFile), pinned);
                Run("npm", unfinished, "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund");
                Directory.Move(unfinished, folder);
            }
        }
        finally
        {
            mutex.ReleaseMutex();
        }

        return folder;
    }

    private static void Run(string program, string directory, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardError = true,
        })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' has ended with {process.ExitCode}:\n{errors}");
        }
    }

    private static byte[] Resource(string name)
    {
        using Stream stream = typeof(NpmPackages).Assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
