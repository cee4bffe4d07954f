using OrleansStream.Testing;

namespace OrleansStream.Tests.Formats;

/// <summary>Sends records through whole jobs on virtual time: one writes each batch in a format, another reads the files as they appear.</summary>
internal static class FormatJourney
{
    /// <summary>Writes batches and reads them back; the first task of each batch fails once, after it has written all.</summary>
    /// <returns>The records of each batch that read them, and the names of all files that were written.</returns>
    internal static async Task<(T[][] Batches, string[] Names)> TravelAsync<T>(
        IReadOnlyList<T[]> batches, FileOutputFormat<T> output, FileFormat<T> input, Action<StreamingContextOptions>? configure = null)
    {
        string root = Directory.CreateTempSubdirectory("orleans-stream-").FullName;
        try
        {
            return await TravelAsync(root, batches, output, input, configure);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<(T[][] Batches, string[] Names)> TravelAsync<T>(
        string root, IReadOnlyList<T[]> batches, FileOutputFormat<T> output, FileFormat<T> input, Action<StreamingContextOptions>? configure)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        configure?.Invoke(options);
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        TestFeed<T> feed = harness.Feed<T>("records");
        bool failed = false;
        harness.Context.AddressedInput<T>("records")
            .MapPartitions(records => records.Concat(Broken<T>(ref failed)))
            .SaveAsFiles(Path.Join(root, "written", "x"), output);
        string incoming = Directory.CreateDirectory(Path.Join(root, "in")).FullName;
        harness.Context.FileStream(incoming, input).CollectTo("out");
        await harness.StartAsync();

        var names = new List<string>();
        foreach (T[] records in batches)
        {
            feed.Append(records);
            failed = false;
            await harness.AdvanceAsync(1);
            string written = Directory.GetDirectories(Path.Join(root, "written")).Order(StringComparer.Ordinal).Last();
            foreach (string part in Directory.GetFiles(written, "part-*").Order(StringComparer.Ordinal))
            {
                names.Add(Path.GetFileName(part));
                File.SetLastWriteTimeUtc(part, harness.Time.GetUtcNow().AddMilliseconds(1).UtcDateTime);
                File.Move(part, Path.Join(incoming, $"{Path.GetFileName(written)}-{Path.GetFileName(part)}"));
            }
        }

        await harness.AdvanceAsync(1);
        Assert.True(failed || batches.Count == 0);
        Assert.DoesNotContain(Directory.GetDirectories(Path.Join(root, "written")), path => Path.GetFileName(path)[0] == '.');
        return ([.. harness.Output<T>("out").Batches.Skip(1).Select(batch => batch.Records.ToArray())], [.. names]);
    }

    private static IEnumerable<T> Broken<T>(ref bool failed)
    {
        bool first = !failed;
        failed = true;
        return first ? Enumerable.Range(0, 1).Select<int, T>(_ => throw new InvalidOperationException("once")) : [];
    }
}
