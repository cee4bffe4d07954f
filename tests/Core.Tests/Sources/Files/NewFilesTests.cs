using OrleansStream.Encoding;
using OrleansStream.Sources;

namespace OrleansStream.Core.Tests.Sources;

public sealed class NewFilesTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(60_000);

    [Theory]
    [InlineData(1_000, 60_000, 60_000)]
    [InlineData(7_000, 60_000, 63_000)]
    [InlineData(60_000, 60_000, 60_000)]
    [InlineData(61_000, 60_000, 61_000)]
    [InlineData(120_000, 60_000, 120_000)]
    [InlineData(1_000, 1, 1_000)]
    [InlineData(10, 15, 20)]
    public void The_window_is_the_least_number_of_whole_batches(int interval, int least, int expected) =>
        Assert.Equal(
            TimeSpan.FromMilliseconds(expected), NewFiles.WindowOf(TimeSpan.FromMilliseconds(interval), TimeSpan.FromMilliseconds(least)));

    [Theory]
    [InlineData(100_000, 40_000, false)]
    [InlineData(100_000, 40_001, true)]
    [InlineData(100_000, 100_000, true)]
    [InlineData(100_000, 100_001, false)]
    public void A_file_is_new_within_the_window(long batch, long modified, bool taken) =>
        Assert.Equal(taken, Take(new NewFiles(default, Window), batch, File("a", modified)) is ["a"]);

    [Theory]
    [InlineData(90_000, false)]
    [InlineData(90_001, true)]
    public void A_file_at_the_threshold_is_not_new(long modified, bool taken) =>
        Assert.Equal(taken, Take(new NewFiles(new BatchTime(90_000), Window), 100_000, File("a", modified)) is ["a"]);

    [Fact]
    public void Parts_of_a_millisecond_do_not_count()
    {
        var late = new FileFacts("a", 1, DateTimeOffset.UnixEpoch.AddTicks((100_000 * TimeSpan.TicksPerMillisecond) + 9_999));
        Assert.Equal(["a"], Take(new NewFiles(default, Window), 100_000, late));
        Assert.Empty(Take(new NewFiles(new BatchTime(100_000), Window), 100_000, late));
    }

    [Fact]
    public void Files_come_in_the_order_of_their_paths() =>
        Assert.Equal(["/B", "/a", "/a/b", "/b"], Take(new NewFiles(default, Window), 100, File("/b", 1), File("/a/b", 3), File("/B", 9), File("/a", 2)));

    [Fact]
    public void A_taken_path_is_not_new_while_its_batch_is_in_the_window()
    {
        var files = new NewFiles(default, Window);
        files.Remember(new BatchTime(100_000), [File("a", 100_000)]);

        // The file was written again; it is the path that counts.
        Assert.Empty(Take(files, 101_000, File("a", 101_000)));
        Assert.Empty(Take(files, 160_000, File("a", 159_000)));
        Assert.Equal(["a"], Take(files, 160_001, File("a", 159_000)));
        Assert.Empty(Take(files, 160_002, File("a", 159_000)));
    }

    /// <summary>Histories of a small world: files that are written again and again, listed or not, at every batch time.</summary>
    [Fact]
    public void Agrees_with_the_rules_as_they_are_written()
    {
        var random = new Random(4711);
        for (int round = 0; round < 3000; round++)
        {
            int interval = random.Next(1, 4);
            var window = NewFiles.WindowOf(TimeSpan.FromMilliseconds(interval), TimeSpan.FromMilliseconds(random.Next(1, 9)));
            long threshold = random.Next(0, 6);
            var files = new NewFiles(new BatchTime(threshold), window);
            var history = new List<(long Time, string[] Taken)>();
            for (long time = interval; time < 30; time += interval)
            {
                FileFacts[] listed = [.. new[] { "a", "b", "c", "d" }.Where(_ => random.Next(3) > 0).Select(path => File(path, random.Next(0, 32)))];
                string[] expected =
                [
                    .. listed.Where(file =>
                            file.ModifiedAt.Milliseconds > threshold
                            && file.ModifiedAt.Milliseconds > time - (long)window.TotalMilliseconds
                            && file.ModifiedAt.Milliseconds <= time
                            && !history.Any(batch => batch.Time >= time - (long)window.TotalMilliseconds && batch.Taken.Contains(file.Path)))
                        .Select(file => file.Path),
                ];
                Assert.Equal(expected, Take(files, time, listed));
                history.Add((time, expected));
            }
        }
    }

    [Fact]
    public void What_is_remembered_is_in_the_seals()
    {
        var first = new NewFiles(new BatchTime(5), Window);
        var seals = new List<(BatchTime Time, ReadOnlyMemory<byte> Seal)>();
        foreach ((long time, string path) in new[] { (1_000L, "a"), (2_000L, "b"), (70_000L, "c") })
        {
            IReadOnlyList<FileFacts> taken = first.Take(new BatchTime(time), [File(path, time)]);
            seals.Add((new BatchTime(time), new FileSeal(first.Threshold, taken).Encode()));
        }

        var second = new NewFiles(FileSeal.Decode(seals[^1].Seal.Span).Threshold, Window);
        seals.ForEach(seal => second.Remember(seal.Time, FileSeal.Decode(seal.Seal.Span).Files));
        FileFacts[] listed = [File("a", 70_500), File("b", 70_600), File("c", 70_700), File("d", 70_800)];
        Assert.Equal(["a", "b", "d"], Take(first, 71_000, listed));
        Assert.Equal(["a", "b", "d"], Take(second, 71_000, listed));
    }

    [Fact]
    public void Seals_have_versions_of_files_that_have_some()
    {
        var seal = new FileSeal(default, [File("/a", 1) with { Version = "v-1" }, File("/b", 2)]);
        Assert.Equal(seal.Files, FileSeal.Decode(seal.Encode().Span).Files);
        Assert.Equal(1, new FileSeal(default, [File("/b", 2)]).Encode().Span[0]);
    }

    [Fact]
    public void Seals_come_back_and_damaged_ones_are_refused()
    {
        var seal = new FileSeal(new BatchTime(-7), [File("/ü/日本", 12), new FileFacts("/b", long.MaxValue, DateTimeOffset.MaxValue.ToUniversalTime())]);
        byte[] bytes = seal.Encode().ToArray();

        FileSeal back = FileSeal.Decode(bytes);
        Assert.Equal(seal.Threshold, back.Threshold);
        Assert.Equal(seal.Files, back.Files);
        Assert.Throws<CodecException>(() => FileSeal.Decode(bytes.AsSpan(0, bytes.Length - 1)));
        bytes[0] = 3;
        Assert.Contains("version 3", Assert.Throws<CodecException>(() => FileSeal.Decode(bytes)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "no new files")]
    [InlineData(2, "/f0, /f1")]
    [InlineData(12, "/f0, /f1, /f2, /f3, /f4, /f5, /f6, /f7, /f8, /f9 and 2 more")]
    public void A_seal_names_its_files_for_people(int files, string expected) =>
        Assert.Equal(expected, new FileSeal(default, [.. Enumerable.Range(0, files).Select(i => File($"/f{i}", i))]).Description);

    private static FileFacts File(string path, long modified) => new(path, 1, DateTimeOffset.FromUnixTimeMilliseconds(modified));

    private static string[] Take(NewFiles files, long time, params FileFacts[] listed) =>
        [.. files.Take(new BatchTime(time), listed).Select(file => file.Path)];
}
