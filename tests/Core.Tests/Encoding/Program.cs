namespace OrleansStream.Core.Tests.Encoding;

/// <summary>The second process of <see cref="TwoProcessTests"/>: prints what it makes of the golden values.</summary>
public static class Program
{
    public static int Main(string[] args)
    {
        if (args is not ["golden"])
        {
            Console.Error.WriteLine("The only argument is: golden");
            return 2;
        }

        foreach ((string file, IReadOnlyList<string> lines) in GoldenValues.All())
        {
            foreach (string line in lines)
            {
                Console.Out.WriteLine($"{file}: {line}");
            }
        }

        return 0;
    }
}
