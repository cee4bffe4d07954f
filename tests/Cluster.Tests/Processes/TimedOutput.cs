using System.Globalization;
using OrleansStream.ClusterJobs;

namespace OrleansStream.Cluster.Tests;

/// <summary>What <see cref="TimedWordCount"/> has put out, beside what it must put out.</summary>
internal sealed class TimedOutput : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("orleans-stream-output-").FullName;

    /// <summary>The package that the job is in.</summary>
    internal static JobPackage Jobs { get; } = JobPackage.FromPath(typeof(TimedWordCount).Assembly.Location);

    /// <summary>What the job is told.</summary>
    internal string Prefix => Path.Join(_home, "counts");

    /// <summary>The times of the batches that are published, in order.</summary>
    internal long[] Times =>
    [
        .. Directory.EnumerateDirectories(_home, "counts-*")
            .Where(directory => File.Exists(Path.Join(directory, "_SUCCESS")))
            .Select(directory => long.Parse(Path.GetFileName(directory)["counts-".Length..], CultureInfo.InvariantCulture))
            .Order(),
    ];

    public void Dispose() => Directory.Delete(_home, recursive: true);

    /// <summary>Checks that no batch is missing between the first and the last, and that each holds what it does in a run without trouble.</summary>
    /// <returns>How many batches there are.</returns>
    internal int Verify(TimeSpan interval)
    {
        long[] times = Times;
        var totals = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; i < times.Length; i++)
        {
            Assert.Equal(times[0] + (i * (long)interval.TotalMilliseconds), times[i]);
            var expected = new List<string>();
            foreach ((string word, int count) in TimedLines.Of(new BatchTime(times[i])).SelectMany(line => line.Split(' ')).CountBy(word => word))
            {
                totals[word] = totals.GetValueOrDefault(word) + count;
                expected.Add($"({word},{totals[word]})");
            }

            IEnumerable<string> found = Directory.EnumerateFiles($"{Prefix}-{times[i]}", "part-*").SelectMany(File.ReadLines);
            Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        }

        return times.Length;
    }
}
