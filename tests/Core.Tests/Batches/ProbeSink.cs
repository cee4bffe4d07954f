using System.Collections.Concurrent;
using OrleansStream.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Batches;

/// <summary>A sink that fails on demand and keeps what was published.</summary>
internal sealed class ProbeSink : Sink<int>
{
    private readonly ConcurrentQueue<string> _published = new();

    internal TransientFault PublishFault { get; init; } = new(0);

    internal TransientFault PrepareFault { get; init; } = new(0);

    internal Func<Task>? OnPublish { get; init; }

    internal TransientFault WriteFault { get; init; } = new(0);

    internal IReadOnlyList<string> Published => [.. _published];

    public override SinkWriter<int> Open(SinkPartition partition) => new Writer(WriteFault);

    public override ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(
        SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        PrepareFault.Strike();
        string records = string.Join(",", parts.Select(part => System.Text.Encoding.UTF8.GetString(part.Span)).Where(part => part.Length > 0));
        return ValueTask.FromResult<ReadOnlyMemory<byte>?>(System.Text.Encoding.UTF8.GetBytes(records));
    }

    public override async ValueTask PublishAsync(ReadOnlyMemory<byte> token, CancellationToken cancellationToken)
    {
        PublishFault.Strike();
        if (OnPublish is { } publish)
        {
            await publish();
        }

        _published.Enqueue(System.Text.Encoding.UTF8.GetString(token.Span));
    }

    private sealed class Writer(TransientFault fault) : SinkWriter<int>
    {
        private readonly List<int> _records = [];

        public override void Write(int record)
        {
            fault.Strike();
            _records.Add(record);
        }

        public override ReadOnlyMemory<byte> Complete() => System.Text.Encoding.UTF8.GetBytes(string.Join(",", _records));
    }
}
