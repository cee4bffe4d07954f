using System.Buffers;
using System.Buffers.Binary;
using System.Threading.Channels;
using OrleansStream.Encoding;

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

    internal static void CountReadings(StreamingContext ssc)
    {
        ssc.SocketStream("localhost", 9999, stream => Readings(stream))
            .Count()
            .Print();
    }

    internal static IEnumerable<double> Readings(Stream stream)
    {
        byte[] reading = new byte[sizeof(double)];
        while (stream.ReadAtLeast(reading, reading.Length, throwOnEndOfStream: false) == reading.Length)
        {
            yield return BitConverter.ToDouble(reading);
        }
    }

    internal static void PrintReadings(StreamingContext ssc)
    {
        ssc.RawSocketStream<(string Sensor, double Value)>("localhost", 9999)
            .Print();
    }

    internal static async Task SendAsync(Stream stream, (string Sensor, double Value)[] readings)
    {
        var block = new ArrayBufferWriter<byte>();
        new JobEncoding().CodecFor<(string Sensor, double Value)>().WriteBlock(readings, block);
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, block.WrittenCount);
        await stream.WriteAsync(length);
        await stream.WriteAsync(block.WrittenMemory);
    }

    internal static ChannelWriter<Order> SumOrders(StreamingContext ssc)
    {
        Channel<Order> orders = Channel.CreateBounded<Order>(1000);
        ssc.ChannelStream(orders.Reader)
            .Map(order => (order.Customer, order.Amount))
            .ReduceByKey((a, b) => a + b)
            .Print();
        return orders.Writer;
    }

    internal static void CountLinesOfFiles(StreamingContext ssc)
    {
        ssc.TextFileStream("incoming")
            .Count()
            .Print();
    }

    internal static void PrintParagraphs(StreamingContext ssc)
    {
        ssc.FileStream("incoming", new Paragraphs(), filter: path => path.EndsWith(".txt", StringComparison.Ordinal))
            .Print();
    }

    internal static void CountLastDigits(StreamingContext ssc)
    {
        var queue = new Queue<Rdd<long>>();
        ssc.QueueStream(queue)
            .Map(number => (number % 10, 1L))
            .ReduceByKey((a, b) => a + b)
            .Print();

        lock (queue)
        {
            queue.Enqueue(ssc.Range(1, 1001, partitions: 10));
        }
    }

    public sealed class Paragraphs : FileFormat<string>
    {
        public override IEnumerable<string> Read(Stream stream, FileSplit split)
        {
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd().Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        }
    }

    public sealed class ParagraphsOutput : FileOutputFormat<string>
    {
        public override string Extension => ".txt";

        public override FileRecordWriter<string> Open(Stream stream) => new Writer(stream);

        private sealed class Writer(Stream stream) : FileRecordWriter<string>
        {
            private readonly StreamWriter _text = new(stream);

            public override void Write(string paragraph) => _text.Write(paragraph + "\n\n");

            public override void Complete() => _text.Flush();
        }
    }

    public sealed record Order(string Customer, decimal Amount);

    public sealed class Ticker(TimeSpan period, TimeProvider time) : Receiver<long>
    {
        protected override void OnStart() => Run(async stopping =>
        {
            using var timer = new PeriodicTimer(period, time);
            for (long tick = 0; await timer.WaitForNextTickAsync(stopping); tick++)
            {
                await WaitToStoreAsync(stopping);
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
