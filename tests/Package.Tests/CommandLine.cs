using System.Diagnostics;

namespace OrleansStream.Package.Tests;

/// <summary>Runs <c>dotnet</c> and gives back what it printed.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs a command; fails with its output when it fails.</summary>
    /// <param name="directory">Where to run it.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="arguments">What follows <c>dotnet</c>.</param>
    /// <returns>The standard output.</returns>
    internal static async Task<string> DotnetAsync(string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The build that runs this test leaves its own settings in the environment.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource timeout = new(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"'dotnet {string.Join(' ', arguments)}' did not end within {Patience}.");
        }

        string printed = await output;
        Assert.True(process.ExitCode == 0, $"'dotnet {string.Join(' ', arguments)}' ended with {process.ExitCode}:\n{printed}\n{await errors}");
        return printed;
    }
}
