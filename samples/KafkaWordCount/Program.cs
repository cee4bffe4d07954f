using OrleansStream;
using Samples;
using Samples.KafkaWordCount;

var command = new SampleCommand("Counts the words of topics of Kafka, each once, however often it is stopped, killed and started again.");
var brokers = command.AddText("--brokers", "The brokers, such as 'localhost:9092'. Needed.");
var topics = command.AddText("--topics", "The topics, with commas between them. Needed.");
var output = command.AddText("--output", "A topic that counts are sent to as they change, in transactions.");
var home = command.AddText("--home", "The directory of the job's checkpoint; 'kafka-word-count' by default.");
command.AddRule(result => result.GetValue(brokers) is null ? "--brokers says where the topics are; it is needed." : null);
command.AddRule(result => result.GetValue(topics) is null ? "--topics says what to count; it is needed." : null);
return await command.RunAsync(args, async (ssc, options, stopping) =>
{
    ssc.Checkpoint(Path.GetFullPath(options.GetValue(home) ?? "kafka-word-count"));
    JobArguments arguments = JobArguments.Empty.With("brokers", options.GetValue(brokers)!).With("topics", options.GetValue(topics)!);
    new WordCount().Define(ssc, options.GetValue(output) is { } topic ? arguments.With("output", topic) : arguments);
    await ssc.RunAsync(stopping);
});
