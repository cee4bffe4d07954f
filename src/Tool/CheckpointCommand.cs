using System.CommandLine;
using OrleansStream.Checkpoints;
using OrleansStream.Storage;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream checkpoint</c>.</summary>
/// <remarks><c>Option</c> alone would be the product's own <see cref="Option{T}"/> here.</remarks>
internal static class CheckpointCommand
{
    private static readonly Argument<string> Directory = new("directory")
    {
        Description = "The directory of a checkpoint or a savepoint, or its address: s3://bucket/prefix, azure://account/container/prefix, hdfs://namenode:9870/folder. Credentials are those that the services' own tools find in the environment.",
    };

    private static readonly StorageProviders Storage = EnvironmentStorage.Create();

    private static readonly System.CommandLine.Option<bool> Json = new("--json") { Description = "Print JSON, for scripts." };

    private static readonly System.CommandLine.Option<string?> Operator = new("--operator")
    {
        Description = "The operator. Needed if several have state.",
        HelpName = "name",
    };

    private static readonly System.CommandLine.Option<string> Prefix = new("--prefix")
    {
        Description = "Only keys that begin so; keys that are no text begin as in JSON.",
        HelpName = "text",
        DefaultValueFactory = _ => "",
    };

    private static readonly System.CommandLine.Option<long> Limit = new("--limit")
    {
        Description = "At most so many keys.",
        HelpName = "n",
        DefaultValueFactory = _ => long.MaxValue,
        Validators =
        {
            result =>
            {
                if (result.Tokens.Count == 1 && (!long.TryParse(result.Tokens[0].Value, out long limit) || limit < 0))
                {
                    result.AddError($"--limit is '{result.Tokens[0].Value}'; it must be a whole number that is not negative.");
                }
            },
        },
    };

    internal static Command Create(TextWriter output)
    {
        var list = new Command("list", "Shows batches, operators with their keys and sizes, sources and accumulators.") { Directory, Json };
        list.SetAction((parsed, stop) => RunAsync(parsed, checkpoint => ListReport.WriteAsync(checkpoint, parsed.GetValue(Json), output, stop), stop));

        var state = new Command("state", "Prints the keys and states of an operator, a line of JSON for each, in no order.") { Directory, Operator, Prefix, Limit };
        state.SetAction((parsed, stop) => RunAsync(
            parsed,
            checkpoint => StateDump.WriteAsync(checkpoint, parsed.GetValue(Operator), parsed.GetValue(Prefix)!, parsed.GetValue(Limit), output, stop),
            stop));

        var verify = new Command("verify", "Reads and checks all that a start needs; ends with 1 if something is damaged.") { Directory, Json };
        verify.SetAction((parsed, stop) => RunAsync(parsed, checkpoint => VerifyReport.WriteAsync(checkpoint, parsed.GetValue(Json), output, stop), stop));

        return new Command("checkpoint", "Looks into checkpoints and savepoints, also of running jobs; changes nothing.") { list, state, verify };
    }

    private static async Task<int> RunAsync(ParseResult parsed, Func<CheckpointInspector, Task<int>> run, CancellationToken stop)
    {
        try
        {
            ICheckpointStore store = Storage.OpenCheckpoint(parsed.GetValue(Directory)!);
            return await run(await CheckpointInspector.OpenAsync(store, stop).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is CheckpointException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return ExitCode.Failure;
        }
        catch (ArgumentException error)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return ExitCode.Usage;
        }
    }
}
