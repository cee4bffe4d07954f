using Microsoft.Extensions.Logging;

namespace OrleansStream.Grains;

/// <summary>Prints where the silo does, and into the log of a job.</summary>
/// <param name="console">Where the silo prints.</param>
/// <param name="log">The job's log.</param>
internal sealed class PrintedOutput(TextWriter console, JobLog log) : TextWriter(console.FormatProvider)
{
    private const string Category = "Print";

    public override System.Text.Encoding Encoding => console.Encoding;

    // The engine writes what a batch prints at once.
    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        log.Add(LogLevel.Information, Category, buffer.ToString().TrimEnd(), exception: null);
        return console.WriteAsync(buffer, cancellationToken);
    }

    public override void Write(char value) => console.Write(value);

    public override Task FlushAsync() => console.FlushAsync();

    public override Task FlushAsync(CancellationToken cancellationToken) => console.FlushAsync(cancellationToken);
}
