using System.CommandLine;
using System.Text;

namespace OrleansStream.Tool;

/// <summary>The command <c>orleans-stream</c>.</summary>
internal static class Program
{
    private const int BufferLength = 64 << 10;

    private static async Task<int> Main(string[] arguments)
    {
        // Not the console's own writer, which flushes at every line: a state may have millions.
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferLength);
        await using (output.ConfigureAwait(false))
        {
            var root = new RootCommand("Looks after OrleansStream jobs.") { CheckpointCommand.Create(output) };
            ParseResult parsed = root.Parse(arguments);
            int code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output }).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
        }
    }
}
