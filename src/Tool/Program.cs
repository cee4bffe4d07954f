namespace OrleansStream.Tool;

/// <summary>The command <c>orleans-stream</c> without what needs a cluster.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => RootCommandLine.RunAsync(arguments, output => [CheckpointCommand.Create(output)]);
}
