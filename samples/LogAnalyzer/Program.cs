using Samples;
using Samples.LogAnalyzer;

var command = new SampleCommand("Reports on each batch of a web server's log; without --host or --port, of one that it makes up itself.");
var source = new LineSource(command, AccessLog.Line, usualPort: 7777);
return await command.RunAsync(args, (ssc, options, stopping) => source.RunAsync(new LogAnalyzer(), ssc, options, stopping));
