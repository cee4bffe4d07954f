using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>A bucket of combined pairs on disk: for each hash range, runs in the order in which they were written. A key may be in several
/// runs.</summary>
internal sealed class RunBucket<TKey, TCombined> : IShuffleBucket
{
    private readonly RunFile _file;
    private readonly Codec<(TKey Key, TCombined Value)> _codec;
    private readonly List<long>[] _frames = [.. Enumerable.Range(0, HashRange.Count).Select(_ => new List<long>())];

    internal RunBucket(RunFile file, Codec<(TKey Key, TCombined Value)> codec)
    {
        _file = file;
        _codec = codec;
        file.Hold();
    }

    /// <summary>Pairs, those of one key in several runs counted as often.</summary>
    public long Records { get; private set; }

    /// <summary>Takes note of frames that were written for this bucket.</summary>
    internal void Add(int range, long start, int count)
    {
        _frames[range].Add(start);
        Records += count;
    }

    /// <summary>The pairs of a hash range, a frame at a time; the array is valid until the next is asked for, slices among the pairs for ever.</summary>
    internal IEnumerable<ArraySegment<(TKey Key, TCombined Value)>> Read(int range)
    {
        if (_frames[range].Count == 0)
        {
            yield break;
        }

        (TKey Key, TCombined Value)[] pairs = [];
        using SafeFileHandle handle = _file.Open();
        foreach (long start in _frames[range])
        {
            int count = _file.Read(handle, start, _codec, ref pairs);
            yield return new ArraySegment<(TKey Key, TCombined Value)>(pairs, 0, count);
        }

        ArrayPool<(TKey Key, TCombined Value)>.Shared.Return(pairs, clearArray: true);
    }

    /// <summary>Writes the frames one after the other, as a bucket in memory writes its blocks.</summary>
    public void Encode(IBufferWriter<byte> output)
    {
        using SafeFileHandle handle = _file.Open();
        foreach (long start in _frames.SelectMany(frames => frames))
        {
            ArraySegment<byte> frame = _file.ReadBytes(handle, start);
            BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), frame.Count);
            output.Advance(sizeof(int));
            output.Write(frame);
        }
    }

    public void Dispose() => _file.Release();
}
