using Samples;
using Samples.NetworkWordCount;

var command = new SampleCommand("Counts the words of each batch of lines; without --port, of lines that it makes up itself.");
var source = new LineSource(command, RandomWords.Line);
return await command.RunAsync(args, (ssc, options, stopping) => source.RunAsync(new WordCount(), ssc, options, stopping));
