namespace OrleansStream.Core.Tests.Docs;

/// <summary>Sources as the documentation shows them.</summary>
internal static class SourceExamples
{
    internal static void CountSlices(StreamingContext ssc)
    {
        ssc.SocketUtf8Stream("localhost", 9999)
            .FlatMap<Utf8Slice>((line, words) =>
            {
                foreach (Utf8Slice word in line.Split((byte)' '))
                {
                    words.Emit(word);
                }
            })
            .Map(word => (word, 1L))
            .ReduceByKey((a, b) => a + b)
            .Print();
    }

    internal static void CountTicks(StreamingContext ssc)
    {
        ssc.ReceiverStream(new Ticker(TimeSpan.FromMilliseconds(100), TimeProvider.System))
            .Count()
            .Print();
    }

    public sealed class Ticker(TimeSpan period, TimeProvider time) : Receiver<long>
    {
        protected override void OnStart() => Run(async stopping =>
        {
            using var timer = new PeriodicTimer(period, time);
            for (long tick = 0; await timer.WaitForNextTickAsync(stopping); tick++)
            {
                Store(tick);
            }
        });
    }

    public sealed class EvenNumbers(StreamingContext ssc, int perBatch) : InputDStream<long>(ssc, "EvenNumbers")
    {
        private long _next;

        protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken)
        {
            byte[] from = BitConverter.GetBytes(_next);
            SourceSeal seal = Seal(perBatch, $"{_next} to {_next + perBatch - 1}", from);
            _next += perBatch;
            return ValueTask.FromResult<SourceSeal?>(seal);
        }

        protected override Rdd<long> Read(SealedInput<long> batch)
        {
            long from = BitConverter.ToInt64(batch.Seal.Content.Span);
            return batch.FromReader(partitionCount: 1, _ => Enumerable.Range(0, perBatch).Select(i => 2 * (from + i)));
        }
    }
}
