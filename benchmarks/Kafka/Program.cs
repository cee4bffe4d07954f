using System.CommandLine;
using System.Globalization;
using Confluent.Kafka;
using OrleansStream.KafkaBenchmarks;

if (args is [BrokerProcess.Verb, var created, var count])
{
    return await BrokerProcess.RunAsync(created, int.Parse(count, CultureInfo.InvariantCulture));
}

var brokers = new Option<string?>("--brokers") { Description = "Brokers, as host:port, that have an empty topic 'benchmark'; by default one of the benchmark's own." };
Option<int> records = Positive("--records", "Records in the topic.", 2_000_000);
Option<int> bytes = Positive("--bytes", "Bytes of a record's value.", 100);
Option<int> partitions = Positive("--partitions", "Partitions of the topic.", 4);
Option<int> threads = Positive("--threads", "Engine threads.", 2);
Option<int> interval = Positive("--interval", "The batch interval in milliseconds.", 100);
Option<int> rounds = Positive("--rounds", "How often each side runs, in turn.", 5);
var root = new RootCommand("Reading a topic as a job, against a bare consumer loop.") { brokers, records, bytes, partitions, threads, interval, rounds };
root.SetAction((parsed, _) => RunAsync(new Settings(
    parsed.GetValue(brokers), parsed.GetRequiredValue(records), parsed.GetRequiredValue(bytes), parsed.GetRequiredValue(partitions), parsed.GetRequiredValue(threads),
    TimeSpan.FromMilliseconds(parsed.GetRequiredValue(interval)), parsed.GetRequiredValue(rounds))));
return await root.Parse(args).InvokeAsync();

static async Task<int> RunAsync(Settings settings)
{
    const string Topic = "benchmark";
    using BrokerProcess? broker = settings.Brokers is null ? BrokerProcess.Start(Topic, settings.Partitions) : null;
    string servers = settings.Brokers ?? broker!.Server;
    Fill(settings, servers, Topic);
    var reading = new Reading(settings, servers, Topic);
    var bare = new List<double>();
    var job = new List<double>();
    for (int round = 0; round <= settings.Rounds; round++)
    {
        double first = reading.Bare();
        double second = await reading.JobAsync();
        if (round > 0)
        {
            // What the first round compiles, the later ones use.
            bare.Add(first);
            job.Add(second);
        }
    }

    Console.WriteLine(FormattableString.Invariant($"{settings.Records} records of {settings.Bytes} bytes in {settings.Partitions} partitions, {settings.Threads} engine threads, batches of {settings.Interval.TotalMilliseconds} ms."));
    Console.WriteLine(FormattableString.Invariant($"bare consumer loop: {Show(bare)} records/s"));
    Console.WriteLine(FormattableString.Invariant($"job:                {Show(job)} records/s"));
    Console.WriteLine(FormattableString.Invariant($"ratio of medians:   {Median(job) / Median(bare):F2}, by the round {string.Join(", ", job.Zip(bare, (left, right) => (left / right).ToString("F2", CultureInfo.InvariantCulture)))}"));
    return 0;
}

static void Fill(Settings settings, string servers, string topic)
{
    using IProducer<Null, byte[]> producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = servers, LingerMs = 5, QueueBufferingMaxMessages = 1_000_000 }).Build();
    byte[] value = new byte[settings.Bytes];
    for (int i = 0; i < settings.Records; i++)
    {
        var message = new Message<Null, byte[]> { Value = value };
        while (true)
        {
            try
            {
                producer.Produce(new TopicPartition(topic, i % settings.Partitions), message);
                break;
            }
            catch (ProduceException<Null, byte[]> error) when (error.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    producer.Flush();
}

static string Show(List<double> rates) => FormattableString.Invariant($"median {Median(rates):F0} (from {rates.Min():F0} to {rates.Max():F0})");

static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);

static Option<int> Positive(string name, string description, int value)
{
    var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{option.Name} must be at least 1.");
        }
    });
    return option;
}
