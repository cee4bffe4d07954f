using OrleansStream.Outputs;

namespace OrleansStream.Core.Tests.Execution;

/// <summary>Notes, on the engine's only thread, how many bytes that thread has allocated.</summary>
internal sealed class AllocationSink : Sink<long>
{
    private long _allocated;
    private long _records;

    internal long AllocatedSoFar => Volatile.Read(ref _allocated);

    internal long Records => Volatile.Read(ref _records);

    public override SinkWriter<long> Open(SinkPartition partition) => new Writer(this);

    public override ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(
        SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);

    private sealed class Writer(AllocationSink sink) : SinkWriter<long>
    {
        private long _count;

        public override void Write(long record) => _count++;

        public override ReadOnlyMemory<byte> Complete()
        {
            Volatile.Write(ref sink._records, sink._records + _count);
            Volatile.Write(ref sink._allocated, GC.GetAllocatedBytesForCurrentThread());
            return default;
        }
    }
}
