using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>A bucket of pairs that came encoded from another process.</summary>
internal sealed class DecodedBucket<TKey, TValue>((TKey Key, TValue Value)[] pairs, KeyArena arena) : IShuffleBucket
{
    internal (TKey Key, TValue Value)[] Pairs => pairs;

    public long Records => pairs.Length;

    internal static DecodedBucket<TKey, TValue> Decode(ReadOnlySpan<byte> bytes, JobRuntime job)
    {
        Codec<(TKey, TValue)> codec = job.Encoding.CodecFor<(TKey, TValue)>();
        var pairs = new (TKey, TValue)[codec.CountOf(bytes)];
        var arena = new KeyArena(poison: job.PoisonBuffers);
        codec.ReadBlock(bytes, pairs, arena);
        return new DecodedBucket<TKey, TValue>(pairs, arena);
    }

    public void Encode(IBufferWriter<byte> output) =>
        throw new NotSupportedException("A bucket that was received is never sent on.");

    public void Dispose() => arena.Dispose();
}
