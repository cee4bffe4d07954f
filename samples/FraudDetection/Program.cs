using Samples;
using Samples.FraudDetection;

var command = new SampleCommand("Reports card transactions that look like fraud; without --port, of transactions that it makes up itself.");
var source = new LineSource(command, new MadeUpTransactions().Next);
return await command.RunAsync(args, (ssc, options, stopping) => source.RunAsync(new FraudDetection(), ssc, options, stopping));
