using System.Diagnostics;

namespace OrleansStream.Tests.Processes;

/// <summary>This assembly as a second process, which does what its <c>Program</c> is told.</summary>
internal static class ChildProcess
{
    /// <summary>Starts one; its output and errors can be read.</summary>
    internal static Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(DotnetPath(), ["exec", typeof(ChildProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs one to its end, which must be a good one.</summary>
    /// <returns>The lines of its output.</returns>
    internal static async Task<string[]> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using Process process = Start(environment, arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    /// <inheritdoc cref="RunAsync(IReadOnlyDictionary{string, string}, string[])"/>
    internal static Task<string[]> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    // Under the test host this process is dotnet itself.
    private static string DotnetPath() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
}
