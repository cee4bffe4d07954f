using System.Globalization;
using OrleansStream.ClusterJobs;
using OrleansStream.Tests.Packages;

namespace OrleansStream.Cluster.Tests;

/// <summary>The packaged job that greets words, in two versions, and what it must put out: every batch of a run without trouble, each by one version.</summary>
internal sealed class Welcomes : IDisposable
{
    private static readonly string[] Greetings = ["hello ", "good day, "];

    private readonly string _home = Directory.CreateTempSubdirectory("orleans-stream-welcomes-").FullName;

    /// <summary>What the job is told.</summary>
    internal Dictionary<string, string> Arguments => new() { ["output"] = Path.Join(_home, "greetings") };

    /// <summary>The times of the batches that are published, in order.</summary>
    internal long[] Times =>
    [
        .. Directory.EnumerateDirectories(_home, "greetings-*")
            .Where(directory => File.Exists(Path.Join(directory, "_SUCCESS")))
            .Select(directory => long.Parse(Path.GetFileName(directory)["greetings-".Length..], CultureInfo.InvariantCulture))
            .Order(),
    ];

    /// <summary>Makes a package of the job with a version of its library: 1 or 2, or 0 for none.</summary>
    internal JobPackage Package(int library) => JobPackage.FromPath(Publish(library));

    /// <summary>Leaves what <see cref="Package"/> makes a package of.</summary>
    /// <returns>The path of the job's assembly.</returns>
    internal string Publish(int library)
    {
        string folder = Path.Join(_home, $"published-{library}-{Guid.NewGuid():n}");
        return Path.Join(PackagedFiles.Publish(folder, library, "Welcome", "OrleansStream.ClusterJobs"), "Welcome.dll");
    }

    /// <summary>Waits for batches more than there are, and calls nobody meanwhile.</summary>
    internal Task MoreBatchesAsync(int more = 3)
    {
        int enough = Times.Length + more;
        return JobCluster.UntilAsync($"{enough} batches are there", () => Task.FromResult(Times.Length >= enough));
    }

    /// <summary>Waits until a version of the job has put out a batch.</summary>
    internal Task VersionAsync(int library) =>
        JobCluster.UntilAsync($"version {library} has put out a batch", () => Task.FromResult(Times is [.., var last] && VersionOf(Lines(last)) == library));

    /// <summary>Checks that no batch is missing between the first and the last, that each counts on where the one before it ended, and that no version
    /// comes after a later one.</summary>
    /// <returns>The versions, in order.</returns>
    internal IReadOnlyList<int> Verify(TimeSpan interval, string closing = "!")
    {
        long[] times = Times;
        var totals = new Dictionary<string, long>();
        var versions = new List<int>();
        for (int i = 0; i < times.Length; i++)
        {
            Assert.Equal(times[0] + (i * (long)interval.TotalMilliseconds), times[i]);
            string[] found = Lines(times[i]);
            int version = VersionOf(found);
            if (versions.LastOrDefault() != version)
            {
                versions.Add(version);
            }

            var expected = new List<string>();
            foreach ((string word, int count) in TimedLines.Of(new BatchTime(times[i])).SelectMany(line => line.Split(' ')).CountBy(word => word))
            {
                totals[word] = totals.GetValueOrDefault(word) + count;
                expected.Add($"{Greetings[version - 1]}{word}{closing} {totals[word]}");
            }

            Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        }

        return versions;
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private string[] Lines(long time) =>
        [.. Directory.EnumerateFiles(Path.Join(_home, $"greetings-{time}"), "part-*").SelectMany(File.ReadLines)];

    private static int VersionOf(string[] lines) => lines[0].StartsWith(Greetings[0], StringComparison.Ordinal) ? 1 : 2;
}
