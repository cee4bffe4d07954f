using OrleansStream.Databases.Tests.Outputs;

namespace OrleansStream.Databases.Tests;

/// <summary>What a <see cref="ChildProcess"/> does.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not ["job", var directory, var database])
        {
            await Console.Error.WriteLineAsync($"Nothing is called '{string.Join(' ', args)}'.");
            return 2;
        }

        return await WritingProcess.RunAsync(directory, database);
    }
}
