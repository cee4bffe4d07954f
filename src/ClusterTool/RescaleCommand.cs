using System.CommandLine;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream rescale</c>.</summary>
internal static class RescaleCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The job's name." };

    private static readonly System.CommandLine.Option<int> Partitions = new("--partitions")
    {
        Description = "How many partitions the job is to be spread over.",
        HelpName = "n",
        Required = true,
    };

    internal static Command Create(TextWriter output) => ClusterCommand.Create(
        "rescale",
        "Spreads a job over another number of partitions while it runs; keys move with their state.",
        [Name, Partitions],
        async (parsed, client, format, stop) =>
        {
            string name = parsed.GetValue(Name)!;
            return await client.RescaleAsync(name, parsed.GetValue(Partitions), stop).ConfigureAwait(false) is { } job
                ? await JobReport.WriteAsync(job, $"Job '{name}' goes on as {JobReport.Setting(job)}.", format, output).ConfigureAwait(false)
                : await ClusterCommand.NoJobAsync(parsed, name).ConfigureAwait(false);
        });
}
