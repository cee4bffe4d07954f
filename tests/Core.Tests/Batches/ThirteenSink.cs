using OrleansStream.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Batches;

/// <summary>A sink whose writers refuse the number 13.</summary>
internal sealed class ThirteenSink : Sink<int>
{
    public override SinkWriter<int> Open(SinkPartition partition) => new Writer();

    public override ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(
        SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);

    private sealed class Writer : SinkWriter<int>
    {
        public override void Write(int record)
        {
            if (record == 13)
            {
                throw new InjectedFaultException("thirteen");
            }
        }

        public override ReadOnlyMemory<byte> Complete() => default;
    }
}
