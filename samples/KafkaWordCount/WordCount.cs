using System.Globalization;
using Confluent.Kafka;
using OrleansStream;
using OrleansStream.Kafka;

namespace Samples.KafkaWordCount;

/// <summary>Counts the words of the records of topics, since the job first began, and prints what has changed; if it is told a topic, it sends that there, too, once.</summary>
/// <remarks>Arguments: <c>brokers</c>, <c>topics</c> with commas between them, and perhaps <c>output</c>, a topic.</remarks>
public sealed class WordCount : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args)
    {
        string brokers = args.Get<string>("brokers");
        DStream<(string Word, long Count)> counts = ssc
            .KafkaStream(KafkaTopics.Subscribe(args.Get<string>("topics").Split(',')), new KafkaSourceOptions(brokers) { StartingOffsets = StartingOffsets.Earliest })
            .Deserialize(Deserializers.Ignore, Deserializers.Utf8)
            .FlatMap(record => record.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Map(word => (word, 1L))
            .ReduceByKey((a, b) => a + b)
            .MapWithState(StateSpec.Of<long>(), (word, added, count) =>
            {
                long total = count.GetOption().GetValueOrDefault(0) + added.Value;
                count.Update(total);
                return (word, total);
            })
            .Named("counts");

        counts.Print();
        if (args.Contains("output"))
        {
            string output = args.Get<string>("output");
            counts.SaveToKafka(
                new ProducerConfig { BootstrapServers = brokers },
                pair => new KafkaMessage(output, Bytes(pair.Word), Bytes(pair.Count.ToString(CultureInfo.InvariantCulture))),
                DeliveryGuarantee.ExactlyOnce);
        }

        static byte[] Bytes(string text) => Serializers.Utf8.Serialize(text, SerializationContext.Empty);
    }
}
