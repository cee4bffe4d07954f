using System.Globalization;
using System.Text.Json;

namespace OrleansStream.Outputs;

/// <summary>Prints the first records of each batch as Spark does.</summary>
/// <param name="output">Where to.</param>
/// <param name="count">How many records at most.</param>
internal sealed class PrintSink<T>(TextWriter output, int count) : Sink<T>
{
    private const string Rule = "-------------------------------------------";

    public override bool ActsBeforeCommit => true;

    public override SinkWriter<T> Open(SinkPartition partition) => new Writer(count);

    public override async ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(
        SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        string[] lines = [.. parts.SelectMany(part => JsonSerializer.Deserialize<string[]>(part.Span)!).Take(count + 1)];
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = output.NewLine };
        text.WriteLine(Rule);
        text.WriteLine($"Time: {batch.Time}");
        text.WriteLine(Rule);
        foreach (string line in lines.Take(count))
        {
            text.WriteLine(line);
        }

        if (lines.Length > count)
        {
            text.WriteLine("...");
        }

        text.WriteLine();

        // One write per batch, so that batches of several streams do not mix.
        await output.WriteAsync(text.ToString().AsMemory(), cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    private sealed class Writer(int count) : SinkWriter<T>
    {
        private readonly List<string> _lines = [];

        // One more than is printed tells whether there is more.
        public override bool WantsMore => _lines.Count <= count;

        public override void Write(T record) => _lines.Add(RecordText.Of(record));

        public override ReadOnlyMemory<byte> Complete() => JsonSerializer.SerializeToUtf8Bytes(_lines);
    }
}
