using System.Globalization;
using OrleansStream.Core.Tests.Blocks;
using OrleansStream.Core.Tests.Checkpoints;
using OrleansStream.Core.Tests.Encoding;

namespace OrleansStream.Core.Tests;

/// <summary>What a <see cref="ChildProcess"/> does.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["golden"]:
                PrintGolden();
                return 0;
            case ["large-batch", var kind, var directory]:
                await LargeBatches.RunAsync(kind, directory, Console.Out);
                return 0;
            case ["race", var directory, var racer]:
                await StoreProcessTests.RaceAsync(directory, racer, Console.Out);
                return 0;
            case ["receiver", var directory, var port]:
                return await ReceiverProcess.RunAsync(directory, int.Parse(port, CultureInfo.InvariantCulture));
            case ["job", var directory]:
                return await JobProcess.RunAsync(directory);
            default:
                await Console.Error.WriteLineAsync($"Nothing is called '{string.Join(' ', args)}'.");
                return 2;
        }
    }

    private static void PrintGolden()
    {
        foreach ((string file, IReadOnlyList<string> lines) in GoldenValues.All())
        {
            foreach (string line in lines)
            {
                Console.Out.WriteLine($"{file}: {line}");
            }
        }
    }
}
