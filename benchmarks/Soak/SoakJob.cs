using System.Buffers.Text;

namespace OrleansStream.Benchmarks;

/// <summary>What a soak runs: a socket and a receiver, combined and grouped by key, joined with each other and with a static dataset, and kept for
/// longer than memory has room.</summary>
internal sealed class SoakJob
{
    /// <summary>The keys of both sources are from 0 to one less.</summary>
    public const int Keys = 20_000;

    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private long _counted;
    private long _joined;

    /// <summary>What the job has counted of the receiver's records; equal to what was received, unless something is lost or doubled.</summary>
    public long Counted => Interlocked.Read(ref _counted);

    /// <summary>Results of the joins so far.</summary>
    public long Joined => Interlocked.Read(ref _joined);

    /// <summary>Defines the job. The receiver is the first source.</summary>
    public void Define(StreamingContext context, int rate, int port)
    {
        context.Remember(Remembered);
        Rdd<(long Key, string Value)> names = context.Parallelize(Enumerable.Range(0, Keys / 2).Select(key => (Key: (long)key, Value: $"name {key}")));
        DStream<(long Key, long Value)> counts = context.ReceiverStream(new PairReceiver(rate, Keys)).ReduceByKey((a, b) => a + b);
        DStream<Utf8Slice> lines = context.SocketUtf8Stream("127.0.0.1", port);
        DStream<(long Key, Utf8Slice Value)> keyed = lines.Map(line => (KeyOf(line), line)).Persist(StorageLevel.MemoryAndDisk);

        counts.ForeachRdd(async rdd => Interlocked.Add(ref _counted, (await rdd.CollectAsync()).Sum(pair => pair.Value)));
        counts
            .Join(keyed.GroupByKey().MapValues(group => group.Sum(line => (long)line.Length)))
            .Transform(rdd => rdd.LeftOuterJoin(names))
            .ForeachRdd(async rdd => Interlocked.Add(ref _joined, await rdd.CountAsync()));
        keyed.MapValues(line => line.Length).CountByValue().ForeachRdd(rdd => rdd.CountAsync());
    }

    private static long KeyOf(Utf8Slice line) =>
        Utf8Parser.TryParse(line.Span, out long key, out _) ? key : throw new FormatException($"'{line}' does not begin with a number.");
}
