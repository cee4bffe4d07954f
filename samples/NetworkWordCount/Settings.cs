using System.CommandLine;
using System.CommandLine.Parsing;
using JobArgumentException = OrleansStream.JobArgumentException;
using JobArguments = OrleansStream.JobArguments;

namespace Samples.NetworkWordCount;

/// <summary>What the command line asks for.</summary>
/// <param name="Host">The server to read from.</param>
/// <param name="Port">Its port, or null for a server of the sample's own.</param>
/// <param name="Interval">How often a batch is cut.</param>
/// <param name="Batches">After how many batches to stop, or null for never.</param>
internal sealed record Settings(string Host, int? Port, TimeSpan Interval, int? Batches)
{
    /// <summary>The command line, ready to be read.</summary>
    internal static RootCommand Command(Func<Settings, Task<int>> run)
    {
        var host = new Option<string?>("--host") { Description = "Read lines from this server, such as one started by 'nc -lk 9999'; needs --port." };
        var port = new Option<int?>("--port") { Description = "The server's port.", CustomParser = result => ReadInt(result, 1, 65535) };
        var interval = new Option<TimeSpan>("--interval")
        {
            Description = "How often a batch is cut, such as 500ms or 2s.",
            DefaultValueFactory = _ => TimeSpan.FromSeconds(1),
            CustomParser = result => Read<TimeSpan>(
                result,
                value => value >= TimeSpan.FromMilliseconds(1) && value.Ticks % TimeSpan.TicksPerMillisecond == 0,
                "must be a duration of whole milliseconds, such as 500ms or 2s, and at least 1ms"),
        };
        var batches = new Option<int?>("--batches") { Description = "Stop after so many batches.", CustomParser = result => ReadInt(result, 1, int.MaxValue) };
        var command = new RootCommand("Counts the words of each batch of lines; without --port, of lines that it makes up itself.") { host, port, interval, batches };
        command.Validators.Add(result =>
        {
            if (result.GetValue(host) is not null && result.GetResult(port) is null)
            {
                result.AddError("--host needs --port.");
            }
        });
        command.SetAction(parsed => run(new Settings(
            parsed.GetValue(host) ?? "localhost", parsed.GetValue(port), parsed.GetValue(interval), parsed.GetValue(batches))));
        return command;
    }

    private static int? ReadInt(ArgumentResult result, int least, int most) =>
        Read<int>(result, value => value >= least && value <= most, $"must be a whole number from {least} to {most}");

    /// <summary>Reads an option as a job reads its arguments.</summary>
    private static T? Read<T>(ArgumentResult result, Func<T, bool> holds, string rule)
    {
        string name = ((OptionResult)result.Parent!).Option.Name;
        string text = result.Tokens[0].Value;
        try
        {
            if (new JobArguments([new(name, text)]).TryGet<T>(name, out var value) && holds(value))
            {
                return value;
            }
        }
        catch (JobArgumentException)
        {
            // Said below: the option's rule is the stricter one.
        }

        result.AddError($"{name} is '{text}'; it {rule}.");
        return default;
    }
}
