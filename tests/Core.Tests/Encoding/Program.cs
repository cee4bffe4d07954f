using OrleansStream.Core.Tests.Blocks;

namespace OrleansStream.Core.Tests.Encoding;

/// <summary>The second process of <see cref="TwoProcessTests"/> and <see cref="HeapLimitTests"/>.</summary>
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
            default:
                await Console.Error.WriteLineAsync("The arguments are: golden, or large-batch, a kind and a directory");
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
