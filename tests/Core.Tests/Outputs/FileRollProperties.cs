using OrleansStream.Outputs;

namespace OrleansStream.Core.Tests.Outputs;

/// <summary>Batches that are gathered into a directory for each span: whatever stops, wakes late and acts at the same time, readers see each batch once, in whole spans.</summary>
public sealed class FileRollProperties
{
    private const int Batches = 9;
    private static readonly FileRoll Roll = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));

    [Fact]
    public Task Readers_see_each_batch_once_whoever_stops_and_wakes_late() => TellAsync(stories: 40);

    [Fact]
    [Trait("Tier", "Long")]
    public Task Readers_see_each_batch_of_many_stories_once() => TellAsync(stories: 500);

    [Fact]
    public async Task A_publication_may_stop_after_any_step()
    {
        for (int stop = 0; ; stop++)
        {
            using var disk = new TemporaryDirectory();
            var run = new TextFileRun<string>(disk["x"], roll: Roll);
            foreach (long time in new[] { 1000, 2000 })
            {
                await run.SaveAsync(TextFileRun<int>.Batch(time), [$"{time}"]);
            }

            FileSinkToken token = FileSinkToken.From(await run.PrepareAsync(TextFileRun<int>.Batch(3000), ["3000"]));
            string[] steps = [.. FileRollPublication.Steps(token, token.Roll!).Take(stop)];
            bool shown = steps.Contains("shown");
            Assert.Equal(shown, Directory.Exists(disk["x-3000"]));
            if (shown)
            {
                // A reader is quick and moves it on: it must not come back.
                Directory.Move(disk["x-3000"], disk["taken"]);
            }

            FileSinkPublication.Publish(token);

            Assert.Equal("1000\n2000\n3000\n", disk.Read(shown ? "taken/part-00000" : "x-3000/part-00000"));
            Assert.Equal([".x-+gathered+job/", ".x-+gathered+job/chosen-3000"], disk.Everything().Where(path => path[0] == '.'));
            Assert.Equal(shown, !Directory.Exists(disk["x-3000"]));
            if (steps.Length < stop)
            {
                Assert.Equal(["gathered", "cleaned", "joined", "chosen", "shown", "cleaned"], steps);
                return;
            }
        }
    }

    [Fact]
    public async Task Processes_that_publish_at_once_come_to_the_same()
    {
        for (int i = 0; i < 30; i++)
        {
            using var disk = new TemporaryDirectory();
            var run = new TextFileRun<string>(disk["x"], roll: Roll);
            await run.SaveAsync(TextFileRun<int>.Batch(1000), ["1"], ["a"]);
            await run.SaveAsync(TextFileRun<int>.Batch(2000), ["2"], ["b"]);
            FileSinkToken token = FileSinkToken.From(await run.PrepareAsync(TextFileRun<int>.Batch(3000), ["3"], ["c"]));
            using var start = new Barrier(3);

            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TimeSpan.FromSeconds(30));
                    FileSinkPublication.Publish(token);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            Assert.Equal("1\n2\n3\n", disk.Read("x-3000/part-00000"));
            Assert.Equal("a\nb\nc\n", disk.Read("x-3000/part-00001"));
            FileSinkPublication.Publish(token);
            Assert.Equal([".x-+gathered+job/", ".x-+gathered+job/chosen-3000"], disk.Everything().Where(path => path[0] == '.'));
            Assert.Equal(["_SUCCESS", "part-00000", "part-00001"], Directory.GetFiles(disk["x-3000"]).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_batch_whose_span_is_over_is_refused_and_nothing_of_it_goes()
    {
        using var disk = new TemporaryDirectory();
        var run = new TextFileRun<string>(disk["x"], roll: Roll);
        await run.SaveAsync(TextFileRun<int>.Batch(1000), ["1"]);
        ReadOnlyMemory<byte> late = await run.PrepareAsync(TextFileRun<int>.Batch(2000), ["2"]);
        ReadOnlyMemory<byte>[] parts = [run.Write(TextFileRun<int>.Batch(2000, epoch: 2), 0, ["2"])];
        ReadOnlyMemory<byte> last = await run.PrepareAsync(TextFileRun<int>.Batch(3000), ["3"]);
        await run.PublishAsync(last);
        Directory.Move(disk["x-3000"], disk["taken"]);

        // Computed again by another life, and by one that had written already.
        Refused(Assert.Throws<IOException>(() => run.Write(TextFileRun<int>.Batch(2000, epoch: 3), 0, ["2"])));
        Refused(await Assert.ThrowsAsync<IOException>(() => run.Sink.PrepareAsync(TextFileRun<int>.Batch(2000, epoch: 2), parts, CancellationToken.None).AsTask()));

        // It has been committed nevertheless, so what it has is kept.
        Refused(await Assert.ThrowsAsync<IOException>(() => run.PublishAsync(late)));
        Assert.Equal("2\n", File.ReadAllText(Path.Join(FileSinkToken.From(late).Ready, "part-00000")));

        // One that was in time may be published again.
        await run.PublishAsync(last);
        Assert.False(Directory.Exists(disk["x-3000"]));

        void Refused(IOException error)
        {
            string chosen = Path.Join(FileSinkToken.From(late).Roll!.Gathered, "chosen-3000");
            Assert.StartsWith($"Batch 2000 belongs to the span until 3000, which is over, as '{chosen}' says", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_batch_that_waits_already_is_refused_before_its_commit()
    {
        using var disk = new TemporaryDirectory();
        var run = new TextFileRun<string>(disk["x"], roll: Roll);
        ReadOnlyMemory<byte>[] parts = [run.Write(TextFileRun<int>.Batch(2000, epoch: 2), 0, ["2"])];
        ReadOnlyMemory<byte> first = await run.PrepareAsync(TextFileRun<int>.Batch(2000), ["2"]);
        await run.PublishAsync(first);
        string refusal = $"'{Path.Join(FileSinkToken.From(first).Roll!.Gathered, "3000-2000")}' is in the way: batch 2000 has been committed and waits there";

        Assert.StartsWith(refusal, Assert.Throws<IOException>(() => run.Write(TextFileRun<int>.Batch(2000, epoch: 3), 0, ["2"])).Message, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<IOException>(() => run.Sink.PrepareAsync(TextFileRun<int>.Batch(2000, epoch: 2), parts, CancellationToken.None).AsTask());
        Assert.StartsWith(refusal, error.Message, StringComparison.Ordinal);

        // Spans of another length have other ends.
        var other = new TextFileRun<string>(disk["x"], roll: new FileRoll(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)));
        Assert.StartsWith(refusal, Assert.Throws<IOException>(() => other.Write(TextFileRun<int>.Batch(2000, epoch: 3), 0, ["2"])).Message, StringComparison.Ordinal);
    }

    /// <summary>What waits is found when the output has got another number, and not forgotten when its batches are gathered no longer.</summary>
    [Fact]
    public async Task What_waits_is_not_forgotten_when_the_job_s_outputs_change()
    {
        using var disk = new TemporaryDirectory();
        var run = new TextFileRun<string>(disk["x"], "t", Roll);
        await run.SaveAsync(TextFileRun<int>.Batch(1000), ["1"]);
        string waits = Path.Join(disk[".x-+gathered.t+job"], "3000-1000");
        Assert.True(Directory.Exists(waits));

        var single = new TextFileRun<string>(disk["x"], "t");
        ReadOnlyMemory<byte>[] parts = [run.Write(TextFileRun<int>.Batch(2000), 0, ["2"])];
        var error = Assert.Throws<IOException>(() => single.Write(TextFileRun<int>.Batch(2000), 0, ["2"]));
        Assert.StartsWith($"'{waits}' waits for its span to end, at 3000, and this output", error.Message, StringComparison.Ordinal);
        Assert.EndsWith($"this one to '{disk["x-1000.t"]}'.", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => single.Sink.PrepareAsync(TextFileRun<int>.Batch(2000), parts, CancellationToken.None).AsTask());

        // Other jobs, other places and what is saved once have nothing to do with it.
        await single.SaveAsync(TextFileRun<int>.Batch(2000, job: "other"), ["theirs"]);
        await new TextFileRun<string>(disk["x"]).SaveAsync(TextFileRun<int>.Batch(2000), ["elsewhere"]);
        Directory.Delete(disk["x-2000.t"], recursive: true);

        await run.SaveAsync(TextFileRun<int>.Batch(3000, output: "SaveAsFiles-2"), ["3"]);
        Assert.Equal("1\n3\n", disk.Read("x-3000.t/part-00000"));
        await single.SaveAsync(TextFileRun<int>.Batch(4000), ["4"]);
        Assert.Equal("4\n", disk.Read("x-4000.t/part-00000"));
    }

    [Theory]
    [InlineData("a", "t-", "a-.t", "")]
    [InlineData("a", "b", "a-+gathered.b+job", "")]
    [InlineData("a", "+b", "a", "b")]
    [InlineData("a", "t", "a", "")]
    public void No_two_places_wait_in_one_directory(string prefix, string suffix, string otherPrefix, string otherSuffix) => Assert.NotEqual(
        new FileSinkNames(prefix, suffix).Gathered(TextFileRun<int>.Batch()).Path, new FileSinkNames(otherPrefix, otherSuffix).Gathered(TextFileRun<int>.Batch()).Path);

    /// <summary>A full disk, say: each try would leave a copy of what it got to.</summary>
    [Fact]
    public async Task What_cannot_be_joined_leaves_nothing_and_is_tried_again()
    {
        using var disk = new TemporaryDirectory();
        var run = new TextFileRun<string>(disk["x"], roll: Roll);
        await run.SaveAsync(TextFileRun<int>.Batch(1000), ["1"], ["a"]);
        await run.SaveAsync(TextFileRun<int>.Batch(2000), ["2"], ["b"]);
        FileSinkToken token = FileSinkToken.From(await run.PrepareAsync(TextFileRun<int>.Batch(3000), ["3"]));
        string piece = Path.Join(token.Roll!.Gathered, "3000-2000", "part-00001");
        File.Move(piece, disk["kept"]);
        File.CreateSymbolicLink(piece, disk["nothing"]);

        for (int i = 0; i < 2; i++)
        {
            Assert.Throws<IOException>(() => FileSinkPublication.Publish(token));
            Assert.Equal(["3000-1000", "3000-2000", "3000-3000"], Names());
        }

        // One that gives up leaves nothing either.
        using var cancellation = new CancellationTokenSource();
        IEnumerator<string> steps = FileRollPublication.Steps(token, token.Roll, cancellation.Token).GetEnumerator();
        Assert.True(steps.MoveNext());
        await cancellation.CancelAsync();
        Assert.Throws<OperationCanceledException>(() => steps.MoveNext());
        Assert.Equal(["3000-1000", "3000-2000", "3000-3000"], Names());

        File.Move(disk["kept"], piece, overwrite: true);
        FileSinkPublication.Publish(token);
        Assert.Equal("a\nb\n", disk.Read("x-3000/part-00001"));
        Assert.Equal(["chosen-3000"], Names());

        IEnumerable<string> Names() => Directory.GetFileSystemEntries(token.Roll.Gathered).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Joining_gives_up_between_two_pieces()
    {
        using var disk = new TemporaryDirectory();
        using var cancellation = new CancellationTokenSource();
        var run = new TextFileRun<string>(disk["x"], roll: Roll);
        await run.SaveAsync(TextFileRun<int>.Batch(1000), ["1"]);
        FileSinkToken token = FileSinkToken.From(await run.PrepareAsync(TextFileRun<int>.Batch(3000), ["3"]));
        Directory.CreateDirectory(disk["y"]);
        string[] pieces = [Path.Join(token.Roll!.Gathered, "3000-1000", "part-00000"), Path.Join(token.Ready, "part-00000")];

        Assert.Throws<OperationCanceledException>(() => FileRollPublication.Join(Pieces(), disk["y/part-00000"], cancellation.Token));
        Assert.Equal("1\n", disk.Read("y/part-00000"));

        IEnumerable<string> Pieces()
        {
            yield return pieces[0];
            cancellation.Cancel();
            yield return pieces[1];
        }
    }

    /// <summary>A job is started again and again, with other slides and intervals, later or earlier than it was.</summary>
    [Fact]
    public Task In_lives_that_differ_a_batch_is_refused_or_seen_once() => LiveAsync(jobs: 20);

    [Fact]
    [Trait("Tier", "Long")]
    public Task In_lives_of_many_jobs_a_batch_is_refused_or_seen_once() => LiveAsync(jobs: 300);

    private static async Task TellAsync(int stories)
    {
        int first = Random.Shared.Next(1_000_000);
        for (int seed = first; seed < first + stories; seed++)
        {
            using var disk = new TemporaryDirectory();
            await new Story(disk, new Random(seed), $"seed {seed}").TellAsync();
        }
    }

    private static async Task LiveAsync(int jobs)
    {
        int first = Random.Shared.Next(1_000_000);
        for (int seed = first; seed < first + jobs; seed++)
        {
            using var disk = new TemporaryDirectory();
            var random = new Random(seed);
            var expected = new List<string>();
            long time = 0;
            for (int life = 1; life <= 6; life++)
            {
                int slide = random.Next(1, 5);
                var run = new TextFileRun<string>(disk["x"], roll: new FileRoll(TimeSpan.FromSeconds(random.Next(slide, 12)), TimeSpan.FromSeconds(slide)));
                time = Math.Max(0, time - (1000 * random.Next(-3, 15)));
                for (int i = random.Next(12); i > 0; i--)
                {
                    time += slide * 1000;
                    try
                    {
                        await run.SaveAsync(TextFileRun<int>.Batch(time, life), [$"{life}/{time}"]);
                        expected.Add($"{life}/{time}");
                    }
                    catch (IOException error) when (error.Message.Contains("which is over", StringComparison.Ordinal) || error.Message.Contains("waits there", StringComparison.Ordinal))
                    {
                        // Nothing of it is to be seen.
                    }

                    Directory.GetDirectories(disk.Root, "x-*").ToList().ForEach(shown => Directory.Move(shown, disk[$"taken-{Guid.NewGuid():N}"]));
                }
            }

            await new TextFileRun<string>(disk["x"], roll: Roll).SaveAsync(TextFileRun<int>.Batch(9_000_000), []);
            IEnumerable<string> seen = Directory.GetFiles(disk.Root, "part-*", SearchOption.AllDirectories).SelectMany(File.ReadAllLines);
            Assert.True(expected.Order(StringComparer.Ordinal).SequenceEqual(seen.Order(StringComparer.Ordinal)), $"seed {seed}: {string.Join(' ', seen)} where {string.Join(' ', expected)} was to be");
        }
    }

    /// <summary>One process publishes in order and dies now and then; others, which took themselves for it once, go on with what they were at.</summary>
    private sealed class Story(TemporaryDirectory disk, Random random, string what)
    {
        private readonly TextFileRun<string> _run = new(disk["x"], roll: Roll);
        private readonly List<FileSinkToken> _tokens = [];
        private readonly List<IEnumerator<string>> _zombies = [];
        private readonly List<string> _read = [];
        private readonly List<string> _expected = [];

        internal async Task TellAsync()
        {
            for (int i = 1; i <= Batches; i++)
            {
                // Some batches have no output, such as the last one of a span.
                if (i == Batches || random.Next(4) > 0)
                {
                    await PrepareAsync(i * 1000);
                    Publish(_tokens[^1]);
                }
            }

            _zombies.ForEach(RunToEnd);
            Read();
            Assert.True(_expected.SequenceEqual(_read), $"{what}: [{string.Join(' ', _read)}] where [{string.Join(' ', _expected)}] was to be");
            Assert.True(disk.Everything().Count(path => path[0] == '.') <= 2 + _zombies.Count, $"{what}: {string.Join(' ', disk.Everything())}");
        }

        private async Task PrepareAsync(long time)
        {
            string[][] parts = [.. Enumerable.Range(0, random.Next(1, 3)).Select(part => new[] { $"{time}/{part}" })];
            _tokens.Add(FileSinkToken.From(await _run.PrepareAsync(TextFileRun<int>.Batch(time), parts)));
            _expected.AddRange(parts.SelectMany(part => part));
        }

        private void Publish(FileSinkToken token)
        {
            IEnumerator<string> main = Begin(token);
            while (main.MoveNext())
            {
                Others();
                if (random.Next(5) == 0)
                {
                    // It is taken for dead, and another begins anew.
                    _zombies.Add(main);
                    main = Begin(token);
                }
            }

            Others();
        }

        private void Others()
        {
            if (random.Next(4) == 0)
            {
                _zombies.Add(Begin(_tokens[random.Next(_tokens.Count)]));
            }

            for (int i = random.Next(4); i > 0 && _zombies.Count > 0; i--)
            {
                IEnumerator<string> zombie = _zombies[random.Next(_zombies.Count)];
                if (!zombie.MoveNext())
                {
                    _zombies.Remove(zombie);
                }
            }

            if (random.Next(3) == 0)
            {
                Read();
            }
        }

        /// <summary>Reads what has appeared, a span at a time, and moves it on.</summary>
        private void Read()
        {
            foreach (string directory in Directory.GetDirectories(disk.Root, "x-*").OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal))
            {
                Assert.True(File.Exists(Path.Join(directory, "_SUCCESS")), what);
                _read.AddRange(Directory.GetFiles(directory, "part-*").SelectMany(File.ReadAllLines)
                    .OrderBy(line => line.Length).ThenBy(line => line, StringComparer.Ordinal));
                Directory.Move(directory, disk[$"taken-{Guid.NewGuid():N}"]);
            }
        }

        private static IEnumerator<string> Begin(FileSinkToken token) => FileRollPublication.Steps(token, token.Roll!).GetEnumerator();

        private static void RunToEnd(IEnumerator<string> zombie)
        {
            while (zombie.MoveNext())
            {
            }
        }
    }
}
