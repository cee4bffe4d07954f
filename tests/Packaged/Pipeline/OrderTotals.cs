using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Npgsql;
using OrleansStream;
using OrleansStream.Databases;
using OrleansStream.Kafka;

namespace Pipeline;

/// <summary>Reads amounts that customers spend from a topic and from files that appear, and writes what each has spent after each into another topic, and into two tables: the last total of each, and all there were.</summary>
/// <remarks>Arguments: <c>brokers</c>, <c>files</c> (a directory), <c>database</c> (a connection string), <c>maxRate</c> (orders a second of each partition).</remarks>
public sealed class OrderTotals : IStreamingJob
{
    public const string Orders = "orders";
    public const string Totals = "totals";
    public const int Partitions = 3;

    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentNullException.ThrowIfNull(args);
        string brokers = args.Get<string>("brokers");
        var source = new KafkaSourceOptions(new ConsumerConfig { BootstrapServers = brokers, FetchWaitMaxMs = 50, ReconnectBackoffMs = 10 })
        {
            StartingOffsets = StartingOffsets.Earliest,
            MaxRatePerPartition = args.Get<double>("maxRate"),
        };
        DStream<Total> totals = ssc.KafkaStream(KafkaTopics.Subscribe(Orders), source)
            .Map(order => (Customer: Encoding.UTF8.GetString(order.Key!), Amount: AmountOf(Encoding.UTF8.GetString(order.Value!))))
            .Union(ssc.TextFileStream(args.Get<string>("files"), newFilesOnly: false)
                .Map(line => (Customer: line.Split(' ')[0], Amount: AmountOf(line.Split(' ')[1]))))
            .MapWithState(StateSpec.Of<long>(), (customer, amount, state) =>
            {
                long total = (state.Exists ? state.Get() : 0) + amount.Value;
                state.Update(total);
                return new Total(customer, total);
            })
            .Named("totals");

        totals.SaveToKafka(
            new ProducerConfig { BootstrapServers = brokers, LingerMs = 0, ReconnectBackoffMs = 10 },
            total => new KafkaMessage(Totals, Encoding.UTF8.GetBytes(total.Customer), Encoding.UTF8.GetBytes(total.Amount.ToString(CultureInfo.InvariantCulture))),
            DeliveryGuarantee.ExactlyOnce);

        NpgsqlDataSource database = NpgsqlDataSource.Create(args.Get<string>("database"));
        totals.SaveToDatabase(database, SqlDialect.PostgreSql, TableSpec.Of<Total>("totals").Key("customer").CreateIfMissing());
        totals.SaveToDatabase(database, SqlDialect.PostgreSql, TableSpec.Of<Total>("ledger").CreateIfMissing());
    }

    private static long AmountOf(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
