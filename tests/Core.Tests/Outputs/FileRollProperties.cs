using OrleansStream.Outputs;

namespace OrleansStream.Core.Tests.Outputs;

/// <summary>Batches that are gathered into a directory for each span: whatever stops, wakes late and acts at the same time, readers see each batch once, in whole spans.</summary>
public sealed class FileRollProperties
{
    private const int Batches = 9;
    private static readonly FileRoll Roll = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));

    [Fact]
    public async Task Readers_see_each_batch_once_whoever_stops_and_wakes_late()
    {
        int first = Random.Shared.Next(1_000_000);
        for (int seed = first; seed < first + 150; seed++)
        {
            using var disk = new TemporaryDirectory();
            await new Story(disk, new Random(seed), $"seed {seed}").TellAsync();
        }
    }

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
            Assert.Equal([".x-+gathered+job+SaveAsTextFiles-1/", ".x-+gathered+job+SaveAsTextFiles-1/chosen-3000"], disk.Everything().Where(path => path[0] == '.'));
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
            Assert.Equal([".x-+gathered+job+SaveAsTextFiles-1/", ".x-+gathered+job+SaveAsTextFiles-1/chosen-3000"], disk.Everything().Where(path => path[0] == '.'));
            Assert.Equal(["_SUCCESS", "part-00000", "part-00001"], Directory.GetFiles(disk["x-3000"]).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
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
