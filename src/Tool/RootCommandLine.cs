using System.CommandLine;
using System.Text;

namespace OrleansStream.Tool;

/// <summary>Runs the command <c>orleans-stream</c>, whatever commands it has.</summary>
internal static class RootCommandLine
{
    private const int BufferLength = 64 << 10;

    /// <summary>Runs what a command line says.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="commands">Makes the commands; they write to what they are given.</param>
    /// <returns>What the process ends with.</returns>
    internal static async Task<int> RunAsync(string[] arguments, Func<TextWriter, IEnumerable<Command>> commands)
    {
        // Not the console's own writer, which flushes at every line: a state may have millions.
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferLength);
        await using (output.ConfigureAwait(false))
        {
            var root = new RootCommand("Looks after OrleansStream jobs.");
            foreach (Command command in commands(output))
            {
                root.Add(command);
            }

            ParseResult parsed = root.Parse(arguments);
            int code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output }).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
        }
    }
}
