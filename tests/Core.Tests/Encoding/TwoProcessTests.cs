using System.Diagnostics;

namespace OrleansStream.Core.Tests.Encoding;

/// <summary>Another process, with another seed for the hash codes of strings, gives the same bytes and hashes.</summary>
public sealed class TwoProcessTests
{
    [Fact]
    public async Task Two_processes_agree_on_encodings_shapes_and_hashes()
    {
        ProcessStartInfo start = new(DotnetPath(), ["exec", typeof(TwoProcessTests).Assembly.Location, "golden"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        string[] there = output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(GoldenValues.All().SelectMany(file => file.Lines.Select(line => $"{file.File}: {line}")), there);
    }

    // Under the test host this process is dotnet itself.
    internal static string DotnetPath() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
}
