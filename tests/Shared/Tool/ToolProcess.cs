using System.Diagnostics;

namespace OrleansStream.Tests.Tool;

/// <summary>The built command as a process of its own.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
internal sealed record ToolProcess(int ExitCode, string Output, string Errors)
{
    // Generous, so that only a fault reaches it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The lines of the output.</summary>
    internal string[] Lines => Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the command that the test project refers to.</summary>
    internal static Task<ToolProcess> RunAsync(params string[] arguments) => RunFileAsync(Path.Join(AppContext.BaseDirectory, "orleans-stream.dll"), arguments);

    /// <summary>Runs the command that the test project refers to, with more variables than this process has.</summary>
    internal static Task<ToolProcess> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        RunFileAsync(Path.Join(AppContext.BaseDirectory, "orleans-stream.dll"), arguments, environment);

    /// <summary>Runs a command.</summary>
    /// <param name="file">Its assembly.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Variables that it has besides those of this process.</param>
    internal static async Task<ToolProcess> RunFileAsync(string file, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(file);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        return new ToolProcess(process.ExitCode, await output, await errors);
    }
}
