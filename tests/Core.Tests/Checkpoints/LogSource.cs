using System.Buffers.Binary;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A source of a user's own: a batch takes what a log, which outlives processes, has had added since the last one.</summary>
internal sealed class LogSource(StreamingContext context, List<int> log, List<string>? released = null) : InputDStream<int>(context, "Log")
{
    private int _next;

    /// <summary>The times of the seals that an earlier life has left.</summary>
    internal BatchTime[] Restored { get; private set; } = [];

    protected override ValueTask RestoreAsync(IReadOnlyList<BatchSeal> seals, CancellationToken cancellationToken)
    {
        Restored = [.. seals.Select(seal => seal.Time)];
        _next = Decode(seals[^1].Seal).End;
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken)
    {
        byte[] content = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(content, _next);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(4), log.Count);
        int start = _next;
        _next = log.Count;
        return ValueTask.FromResult<SourceSeal?>(Seal(_next - start, $"{start}..{_next}", content));
    }

    protected override Rdd<int> Read(SealedInput<int> batch)
    {
        (int start, int end) = Decode(batch.Seal);
        return batch.FromPartitions([log[start..end].ToArray()]);
    }

    protected override void Release(SourceSeal seal) => released?.Add(seal.Description);

    private static (int Start, int End) Decode(SourceSeal seal) => (
        BinaryPrimitives.ReadInt32LittleEndian(seal.Content.Span),
        BinaryPrimitives.ReadInt32LittleEndian(seal.Content.Span[4..]));
}
