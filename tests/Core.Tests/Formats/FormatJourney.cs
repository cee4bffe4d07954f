using OrleansStream.Core.Tests.Sources;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Formats;

/// <summary>Sends records through whole jobs on virtual time: one writes each batch in a format, another reads the files as they appear.</summary>
internal static class FormatJourney
{
    /// <summary>Writes batches and reads them back; the first task of each batch fails once.</summary>
    /// <returns>The records of each batch that read them, and the names of all files that were written.</returns>
    internal static async Task<(T[][] Batches, string[] Names)> TravelAsync<T>(
        IReadOnlyList<T[]> batches, FileOutputFormat<T> output, FileFormat<T> input, Action<StreamingContextOptions>? configure = null)
    {
        await using var job = new FileJob(configure);
        TestFeed<T> feed = job.Harness.Feed<T>("records");
        bool failed = false;
        job.Context.AddressedInput<T>("records")
            .MapPartitions(records => records.Concat(Broken<T>(ref failed)))
            .SaveAsFiles(job.Disk["written/x"], output);
        job.Context.FileStream(job.Disk["in"], input).CollectTo("out");
        Directory.CreateDirectory(job.Disk["in"]);
        await job.Harness.StartAsync();

        var names = new List<string>();
        foreach (T[] records in batches)
        {
            feed.Append(records);
            failed = false;
            await job.Harness.AdvanceAsync(1);
            string written = Directory.GetDirectories(job.Disk["written"]).Order(StringComparer.Ordinal).Last();
            foreach (string part in Directory.GetFiles(written, "part-*").Order(StringComparer.Ordinal))
            {
                names.Add(Path.GetFileName(part));
                job.Put($"in/{Path.GetFileName(written)}-{Path.GetFileName(part)}", File.ReadAllBytes(part));
            }
        }

        await job.Harness.AdvanceAsync(1);
        Assert.DoesNotContain(job.Disk.Everything(), path => path.Contains("/.", StringComparison.Ordinal));
        return (job.Batches<T>()[1..], [.. names]);
    }

    // At the end of the partition, so that the attempt has written all of its records.
    private static IEnumerable<T> Broken<T>(ref bool failed)
    {
        bool first = !failed;
        failed = true;
        return first ? Enumerable.Range(0, 1).Select<int, T>(_ => throw new InvalidOperationException("once")) : [];
    }
}
