using System.CommandLine;
using System.Text.Json.Nodes;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream jobs</c>.</summary>
internal static class JobsCommand
{
    internal static Command Create(TextWriter output) => ClusterCommand.Create("jobs", "Lists the jobs of a cluster.", [], async (_, client, format, stop) =>
    {
        IReadOnlyList<JobInfo> jobs = await client.ListAsync(stop).ConfigureAwait(false);
        if (format == OutputFormat.Json)
        {
            await output.WriteLineAsync(JsonText.IndentedOf(new JsonArray([.. jobs.Select(JobReport.JsonOf)]))).ConfigureAwait(false);
        }
        else if (jobs.Count == 0)
        {
            await output.WriteLineAsync("There are no jobs.").ConfigureAwait(false);
        }
        else
        {
            var table = new Table("", "name", "state", "class", "interval", "partitions", "submitted");
            foreach (JobInfo job in jobs)
            {
                table.Add(job.Name, JobReport.Text(job.State), job.JobClass, JobReport.Text(job.BatchInterval), job.Partitions, JsonText.Of(job.SubmittedAt));
            }

            await table.WriteAsync(output).ConfigureAwait(false);
        }

        return ExitCode.Success;
    });
}
