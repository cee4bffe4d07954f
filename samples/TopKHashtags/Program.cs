using System.Globalization;
using OrleansStream;
using Samples;
using Samples.TopKHashtags;

var command = new SampleCommand("Reports the most frequent hashtags of each batch of messages, which it makes up itself.");
var top = command.AddNumber("--top", "How many hashtags to report; 5 by default.", 1, 1000);
return await command.RunAsync(args, async (ssc, options, stopping) =>
{
    JobArguments arguments = options.GetValue(top) is { } count
        ? JobArguments.Empty.With("top", count.ToString(CultureInfo.InvariantCulture))
        : JobArguments.Empty;
    new TopHashtags(Messages.WriteAsync).Define(ssc, arguments);
    await ssc.RunAsync(stopping);
});
