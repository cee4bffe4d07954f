namespace OrleansStream.Tool;

/// <summary>The command <c>orleans-stream</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => RootCommandLine.RunAsync(arguments, output =>
    [
        SubmitCommand.Create(output),
        JobsCommand.Create(output),
        StatusCommand.Create(output),
        StopCommand.Create(output),
        RemoveCommand.Create(output),
        RemoveSavepointCommand.Create(output),
        UpgradeCommand.Create(output),
        RescaleCommand.Create(output),
        SavepointCommand.Create(output),
        LogsCommand.Create(output),
        StateCommand.Create(output),
        CheckpointCommand.Create(output),
    ]);
}
