using OrleansStream.Checkpoints;
using OrleansStream.Conformance;
using OrleansStream.Encoding;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>After a stop and a recovery, windows give what they would have given.</summary>
public sealed class LookBackRecoveryTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly RecoveringJob _job = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task RandomWindowsOverReadableInputGoOnAfterEveryBatch(int block)
    {
        for (int seed = block * 40; seed < (block + 1) * 40; seed++)
        {
            await RunAsync(ConformanceCases.RandomWindows(seed), seed);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task RandomWindowsOverInputThatIsGoneGoOnAfterEveryBatch(int block)
    {
        for (int seed = block * 40; seed < (block + 1) * 40; seed++)
        {
            await RunAsync(ConformanceCases.RandomWindows(seed, source: (ssc, batches) => new ForgettingSource<(string? Key, long Value)>(ssc, batches)), seed);
        }
    }

    /// <summary>A receiver with the log, one without, and a queue, each with windows of every kind over it.</summary>
    [Theory]
    [InlineData("logged")]
    [InlineData("unlogged")]
    [InlineData("queue")]
    public async Task WindowsGiveWhatTheyWouldHaveWhateverBringsTheInputIn(string kind)
    {
        var undisturbed = await RunAsync(kind, lives: 1, batches: 36);
        Assert.Contains(undisturbed, batch => batch.Records.Length > 10);
        Assert.Equal(Text(undisturbed), Text(await RunAsync(kind, lives: 36, batches: 1)));
        Assert.Equal(Text(undisturbed), Text(await RunAsync(kind, lives: 12, batches: 3)));

        static string Text(IEnumerable<(string Output, BatchTime Time, string[] Records)> batches) => string.Join(
            "\n", batches.OrderBy(one => one.Time).ThenBy(one => one.Output, StringComparer.Ordinal).Select(one => $"{one.Time} {one.Output}: {string.Join(" ", one.Records)}"));
    }

    [Fact]
    public async Task WhatHasLeftTheWindowsIsRemovedFromTheCheckpoint()
    {
        var store = (InMemoryCheckpointStore)_job.Store;
        for (int life = 0; life < 4; life++)
        {
            var queue = new Queue<Rdd<int>>();
            await using StreamingTestHarness harness = _job.NewLife(ssc => ssc.QueueStream(queue).Window(3 * Second).CollectTo("out"));
            await harness.StartAsync();
            for (int i = 0; i < 10; i++)
            {
                queue.Enqueue(harness.Context.MakeRdd([i]));
                await harness.AdvanceAsync();
                Assert.InRange((await NamesAsync(store)).Count, 1, 4);
                Assert.InRange((await _job.HeadAsync()).Remembered.Count, 1, 4);
            }
        }
    }

    [Fact]
    public async Task AHeadStaysSmallHoweverManyBatchesAWindowLooksBackOn()
    {
        const int Batches = 150;
        var store = (InMemoryCheckpointStore)_job.Store;
        var log = new List<int>();
        for (int life = 0; life < 4; life++)
        {
            await using StreamingTestHarness harness = _job.NewLife(ssc => new LogSource(ssc, log).Window(Batches * Second).CollectTo("out"));
            await harness.StartAsync();
            for (int i = 0; i < 100; i++)
            {
                log.Add(log.Count);
                await harness.AdvanceAsync();
            }

            Assert.Equal(log.TakeLast(Batches), harness.Output<int>("out").Last.Records);
            Assert.InRange((await _job.HeadAsync()).Remembered.Count, 1, SealKeeper.Few);
            Assert.InRange((await store.ListAsync("", default).ToArrayAsync()).Length, 1, (Batches / SealKeeper.Few) + 2);
            Assert.Empty((await (await CheckpointInspector.OpenAsync(store)).VerifyAsync()).Faults);
        }
    }

    [Fact]
    public async Task AWindowThatIsNewToTheJobBeginsWithWhatIsRemembered()
    {
        var queue = new Queue<Rdd<int>>();
        await using (StreamingTestHarness first = _job.NewLife(ssc => ssc.QueueStream(queue).CollectTo("out")))
        {
            await first.StartAsync();
            queue.Enqueue(first.Context.MakeRdd([1]));
            await first.AdvanceAsync();
        }

        BatchTime last = _job.Now;
        await using StreamingTestHarness second = _job.NewLife(ssc => ssc.QueueStream(queue).Window(3 * Second).CollectTo("out"));
        await second.StartAsync();
        queue.Enqueue(second.Context.MakeRdd([2]));
        await second.AdvanceAsync(2);
        Assert.Equal([[2], [2]], RecoveringJob.BatchesAfter(last, second).Select(batch => batch.Records));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WindowsGoOnWhenTheLogIsSwitchedOnOrOff(bool before)
    {
        await StoreAsync(before, 1);
        await StoreAsync(!before, 2);
        Assert.Equal([1, 2, 3], await StoreAsync(!before, 3));

        async Task<IReadOnlyList<int>> StoreAsync(bool isLogged, int number)
        {
            var receiver = new PushedInput.PushReceiver();
            await using StreamingTestHarness life = _job.NewLife(
                ssc => ssc.ReceiverStream(receiver).Window(3 * Second).CollectTo("out"), options => options.ReceiverWriteAheadLog = isLogged);
            await life.StartAsync();
            await receiver.StoreAsync([number]);
            await life.AdvanceAsync();
            return life.Output<int>("out").Last.Records;
        }
    }

    [Fact]
    public async Task FunctionsThatRunAgainForAWindowAreNotCountedAgain()
    {
        var log = new List<int>();
        for (int life = 0; life < 6; life++)
        {
            Accumulator<long, long>? seen = null;
            await using StreamingTestHarness harness = _job.NewLife(ssc =>
            {
                Accumulator<long, long> calls = seen = ssc.LongAccumulator("calls");
                new LogSource(ssc, log).Map(number =>
                {
                    calls.Add(1);
                    return number;
                }).Window(3 * Second).CollectTo("out");
            });
            await harness.StartAsync();
            log.AddRange([life, life]);
            await harness.AdvanceAsync();
            Assert.Equal(log.TakeLast(6), harness.Output<int>("out").Last.Records);
            Assert.Equal(log.Count, seen!.Value);
        }
    }

    [Fact]
    public async Task ASourceLetsEachBatchGoOnceWhichLifeSoeverSealedIt()
    {
        var log = new List<int>();
        var released = new List<string>();
        for (int life = 0; life < 6; life++)
        {
            await using StreamingTestHarness harness = _job.NewLife(ssc => new LogSource(ssc, log, released).Window(3 * Second).CollectTo("out"));
            await harness.StartAsync();
            for (int i = 0; i < 2; i++)
            {
                log.Add(log.Count);
                await harness.AdvanceAsync();
            }

            if (life % 2 == 0)
            {
                await harness.StopAsync();
            }
        }

        Assert.NotEmpty(released);
        Assert.Equal(Enumerable.Range(0, released.Count).Select(i => $"{i}..{i + 1}"), released);
        Assert.InRange(released.Count, 12 - 5, 12 - 3);
    }

    [Fact]
    public async Task SlicesReachBackBeyondTheRecoveryAsFarAsInputCanBeReadAgain()
    {
        var log = new List<int>();
        for (int life = 0; life < 2; life++)
        {
            var queue = new Queue<Rdd<int>>();
            DStream<int>? source = null;
            DStream<int>? gone = null;
            await using StreamingTestHarness harness = _job.NewLife(ssc =>
            {
                source = new LogSource(ssc, log);
                gone = ssc.QueueStream(queue);
                source.Union(gone).CollectTo("out");
                ssc.Remember(5 * Second);
            });
            await harness.StartAsync();
            for (int i = 0; i < 3; i++)
            {
                log.Add(log.Count);
                await harness.AdvanceAsync();
            }

            IReadOnlyList<Rdd<int>> slice = await source!.SliceAsync(life == 0 ? 3 * Second : 5 * Second);
            Assert.Equal(life == 0 ? [0, 1, 2] : [1, 2, 3, 4, 5], (await Task.WhenAll(slice.Select(rdd => rdd.CollectAsync()))).SelectMany(one => one));
            Assert.Equal(3, (await gone!.SliceAsync(3 * Second)).Count);
            if (life == 1)
            {
                await Assert.ThrowsAsync<BatchNotRetainedException>(() => gone!.SliceAsync(4 * Second));
            }
        }
    }

    [Fact]
    public async Task ADatasetThatIsGoneFromTheCheckpointIsRefusedAtTheStart()
    {
        var store = (InMemoryCheckpointStore)_job.Store;
        var queue = new Queue<Rdd<int>>();
        await using (StreamingTestHarness first = _job.NewLife(ssc => ssc.QueueStream(queue).Window(3 * Second).CollectTo("out")))
        {
            await first.StartAsync();
            await first.AdvanceAsync(2);
        }

        string name = (await NamesAsync(store))[0];
        await store.DeleteAsync(name, default);
        await using StreamingTestHarness second = _job.NewLife(ssc => ssc.QueueStream(queue).Window(3 * Second).CollectTo("out"));
        var error = await Assert.ThrowsAsync<CheckpointDamagedException>(() => second.StartAsync());
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordsThatCannotBeKeptAreRefusedBeforeTheJobIsTakenOver()
    {
        await using StreamingTestHarness harness = _job.NewLife(ssc => ssc.QueueStream(new Queue<Rdd<object>>()).Window(3 * Second).Map(_ => 1).CollectTo("out"));
        var error = await Assert.ThrowsAsync<UnsupportedTypeException>(() => harness.StartAsync());
        Assert.Contains("A window looks back on QueueStream-1, whose input cannot be read again after a restart", error.Message, StringComparison.Ordinal);
        Assert.Null(await _job.Store.ReadHeadAsync(default));
    }

    private static async Task<List<(string Output, BatchTime Time, string[] Records)>> RunAsync(string kind, int lives, int batches)
    {
        var job = new RecoveringJob();
        var seen = new List<(string Output, BatchTime Time, string[] Records)>();
        var random = new Random(7);
        for (int life = 0; life < lives; life++)
        {
            var receiver = new PushedInput.PushReceiver();
            var queue = new Queue<Rdd<int>>();
            await using StreamingTestHarness harness = job.NewLife(ssc => DefineWindows(kind switch
            {
                "queue" => ssc.QueueStream(queue),
                _ => ssc.ReceiverStream(receiver).WriteAheadLog(kind == "logged"),
            }));
            await harness.StartAsync();
            for (int batch = 0; batch < batches; batch++)
            {
                int[] numbers = [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(20))];
                if (kind == "queue")
                {
                    queue.Enqueue(harness.Context.MakeRdd(numbers, 2));
                }
                else
                {
                    await receiver.StoreAsync(numbers);
                }

                await harness.AdvanceAsync();
                seen.AddRange(from output in (string[])["window", "sums", "counts", "nested"]
                              from one in harness.Output<string>(output).Batches
                              where one.Time == job.Now
                              select (output, one.Time, one.Records.Order(StringComparer.Ordinal).ToArray()));
            }
        }

        return seen;
    }

    private static void DefineWindows(DStream<int> numbers)
    {
        numbers.Map(number => number + 100).Window(4 * Second, 2 * Second).Map(number => $"{number}").CollectTo("window");
        DStream<(int Key, int Value)> pairs = numbers.Map(number => (number % 5, number));
        pairs.ReduceByKeyAndWindow((left, right) => left + right, 5 * Second).Map(pair => $"{pair}").CollectTo("sums");
        pairs.ReduceByKeyAndWindow((left, right) => left + right, (sum, left) => sum - left, 3 * Second, filter: pair => pair.Value > 0)
            .Map(pair => $"{pair}").CollectTo("counts");
        numbers.Window(2 * Second).Map(number => (number % 3, 1)).ReduceByKeyAndWindow((left, right) => left + right, 6 * Second, 3 * Second)
            .Map(pair => $"{pair}").CollectTo("nested");
    }

    private static async Task<List<string>> NamesAsync(InMemoryCheckpointStore store)
    {
        var names = new List<string>();
        await foreach (string name in store.ListAsync("datasets/", default))
        {
            names.Add(name);
        }

        return names;
    }

    private static async Task RunAsync(ConformanceCase conformance, int seed)
    {
        var job = new RecoveringJob();
        var outputs = new OutputCollector();
        var random = new Random(seed);
        for (int batch = 0; batch < conformance.Batches;)
        {
            await using StreamingTestHarness life = job.NewLife(ssc => conformance.Define(ssc, JobArguments.Empty), options => options.MemoryLimit = seed % 4 == 0 ? 0 : null);
            await life.StartAsync();
            int batches = Math.Min(conformance.Batches - batch, seed % 3 == 0 ? random.Next(3) : 1);
            await life.AdvanceAsync(batches);
            batch += batches;
            foreach (CollectedBatch<(string? Key, long Value)> one in life.Output<(string? Key, long Value)>(ConformanceCase.OutputName).Batches)
            {
                outputs.Output<(string? Key, long Value)>(ConformanceCase.OutputName).Add(one.Time, one.Partitions);
            }
        }

        Assert.Equal(conformance.ExpectedOutputs(outputs, out int collected), collected);
        conformance.Verify(outputs, Second);
    }
}
