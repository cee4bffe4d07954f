namespace OrleansStream.EndToEnd.Tests;

/// <summary>What a <see cref="ChildProcess"/> does.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not ["pipeline", var directory, var brokers, var files, var database])
        {
            await Console.Error.WriteLineAsync($"Nothing is called '{string.Join(' ', args)}'.");
            return 2;
        }

        return await PipelineProcess.RunAsync(directory, brokers, files, database);
    }
}
