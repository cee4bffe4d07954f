using System.Globalization;
using System.Text.Json;
using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A checkpoint shows what is in it without the job's types, and what is wrong with it.</summary>
public sealed class CheckpointInspectorTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly DirectoryCheckpointStore _store;

    public CheckpointInspectorTests() => _store = new DirectoryCheckpointStore(Path.Join(_disk.Root, "job"));

    private enum Colour
    {
        Red = 1,
        Blue = 5,
    }

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task StatesOfAllTypesAreWhatTheyWere()
    {
        var state = new Everything(
            "text", -5, 7.5, float.MaxValue, 12.30m, long.MaxValue, true, 'x', Colour.Blue, null, 3, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            TimeSpan.FromSeconds(90), new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), [1, 2, 3], [new Inner("a", 1), null], new() { ["k"] = new Inner(null, 2) }, [9, 8], new Inner("deep", 4));
        await RunAsync(1, ssc => ssc.AddressedInput("in", new FunctionFeed<int>(_ => FeedBatch.Cut([1, 2, 3], 2)))
            .Map(number => ((number, $"key {number}"), number))
            .MapWithState(StateSpec.Of<Everything>(), (_, number, held) =>
            {
                held.Update(state with { Number = number.Value });
                return 0;
            })
            .Named("all")
            .CollectTo("out"));

        CheckpointInspector checkpoint = await CheckpointInspector.OpenAsync(_store);
        StoredEntry[] entries = [.. await EntriesAsync(checkpoint, "all")];
        Assert.Equal([1, 2, 3], entries.Select(entry => entry.State!["Number"]!.GetValue<int>()));
        Assert.All(entries, entry =>
        {
            int number = entry.State!["Number"]!.GetValue<int>();
            Assert.Equal(JsonSerializer.Serialize(state with { Number = number }), entry.State.ToJsonString());
            Assert.Equal($"{{\"Item1\":{number},\"Item2\":\"key {number}\"}}", entry.Key!.ToJsonString());
            Assert.Equal(checkpoint.Committed, entry.LastUsed);
        });
        Assert.EndsWith("Everything", Assert.Single(checkpoint.Operators).StateType, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ChangesAndRemovalsCount(int seed)
    {
        var random = new Random(seed);
        var oracle = new Dictionary<string, long>();
        int[][] batches = [.. Enumerable.Range(0, 30).Select(batch => Enumerable.Range(0, batch == 0 ? 4000 : random.Next(60)).Select(_ => random.Next(6000)).ToArray())];
        foreach (int[] batch in batches)
        {
            foreach (int key in batch)
            {
                if (Next(key, oracle.GetValueOrDefault($"{key}")) is { } next)
                {
                    oracle[$"{key}"] = next;
                }
                else
                {
                    oracle.Remove($"{key}");
                }
            }
        }

        await RunAsync(batches.Length, ssc => ssc.AddressedInput("in", new ListFeed<int>([.. batches.Select(batch => FeedBatch.Cut(batch, 1))]))
            .Map(key => ($"{key}", key))
            .MapWithState(StateSpec.Of<long>(), (_, key, held) =>
            {
                if (Next(key.Value, held.Exists ? held.Get() : 0) is { } next)
                {
                    held.Update(next);
                }
                else if (held.Exists)
                {
                    held.Remove();
                }

                return 0;
            })
            .Named("counts")
            .CollectTo("out"));

        CheckpointInspector checkpoint = await CheckpointInspector.OpenAsync(_store);
        StoredOperator stored = Assert.Single(checkpoint.Operators);
        Assert.True(stored.Changes > 1);
        Assert.Equal(("counts", "string", "long"), (stored.Name, stored.KeyType, stored.StateType));
        Assert.Equal(oracle.Count, await checkpoint.CountKeysAsync("counts"));
        Assert.Equal(
            oracle.Select(one => $"{one.Key} {one.Value}").Order(StringComparer.Ordinal),
            (await EntriesAsync(checkpoint, "counts")).Select(entry => $"{entry.Key} {entry.State}").Order(StringComparer.Ordinal));

        static long? Next(int key, long now) => (now + key) % 5 == 4 ? null : now + 1;
    }

    [Fact]
    public async Task EveryDamageIsNamedAndNothingIsWritten()
    {
        await RunAsync(12, Counts);
        string objects = Path.Join(_store.Path, "objects");
        string[] before = Content();
        CheckpointReport sound = await VerifyAsync();
        Assert.Empty(sound.Faults);
        Assert.Equal(Directory.GetFiles(objects).Length, sound.Objects);
        Assert.Equal(Directory.GetFiles(objects).Sum(file => new FileInfo(file).Length), sound.Bytes);
        Assert.Equal(before, Content());

        foreach (string file in Directory.GetFiles(objects))
        {
            byte[] content = File.ReadAllBytes(file);
            string name = Path.GetFileName(file).Replace('+', '/');
            for (int place = 0; place < content.Length; place += 7)
            {
                content[place] ^= 0x10;
                File.WriteAllBytes(file, content);
                content[place] ^= 0x10;
                CheckpointFault flipped = Assert.Single((await VerifyAsync()).Faults);
                Assert.Equal((name, true), (flipped.ObjectName, flipped.IsDamage));
                Assert.Equal(place is >= 8 and < 16 ? CheckpointFaultKind.Torn : CheckpointFaultKind.Changed, flipped.Kind);
            }

            File.WriteAllBytes(file, content[..^1]);
            Assert.Equal((name, CheckpointFaultKind.Torn), One(await VerifyAsync()));
            File.Delete(file);
            Assert.Equal((name, CheckpointFaultKind.Missing), One(await VerifyAsync()));
            File.WriteAllBytes(file, content);
        }

        await _store.CreateOnceAsync("states/1-99-0", new byte[3], default);
        CheckpointReport report = await VerifyAsync();
        Assert.Equal(("states/1-99-0", CheckpointFaultKind.Unreachable), One(report));
        Assert.True(report.IsSound);

        static (string Name, CheckpointFaultKind Kind) One(CheckpointReport report)
        {
            CheckpointFault fault = Assert.Single(report.Faults);
            return (fault.ObjectName, fault.Kind);
        }
    }

    [Fact]
    public async Task AMissingGroupOfALogIsNamed()
    {
        var input = new PushedInput(new RecoveringJob { Store = _store });
        await using (StreamingTestHarness life = input.NewLife())
        {
            await life.StartAsync();
            await input.StoreAsync(1);
            await life.AdvanceAsync();
            for (int block = 0; block < 3; block++)
            {
                await input.StoreAsync(2);
            }
        }

        CheckpointReport sound = await VerifyAsync();
        Assert.True(sound.IsSound);
        string[] log =
        [
            .. Directory.GetFiles(Path.Join(_store.Path, "objects"), "received+*")
                .Select(file => Path.GetFileName(file).Replace('+', '/'))
                .Except(sound.Faults.Select(fault => fault.ObjectName))
                .OrderBy(name => int.Parse(name[(name.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(log.Length, sound.Objects);
        Assert.True(log.Length > 2);
        await _store.DeleteAsync(log[^2], default);
        CheckpointFault fault = Assert.Single((await VerifyAsync()).Faults, fault => fault.IsDamage);
        Assert.Equal((log[^2], CheckpointFaultKind.Missing), (fault.ObjectName, fault.Kind));
    }

    [Fact]
    public async Task WhatARunningJobReplacesMeanwhileIsNoDamage()
    {
        var job = new RecoveringJob { Store = _store, Grace = TimeSpan.FromSeconds(10) };
        var receiver = new PushedInput.PushReceiver();
        await using StreamingTestHarness life = job.NewLife(ssc =>
        {
            Counts(ssc);
            ssc.ReceiverStream(receiver).CollectTo("pushed");
        });
        await life.StartAsync();
        for (int batch = 0; batch < 20; batch++)
        {
            CheckpointInspector checkpoint = await CheckpointInspector.OpenAsync(_store);
            await receiver.StoreAsync([batch]);
            await life.AdvanceAsync(2);
            Assert.DoesNotContain((await checkpoint.VerifyAsync()).Faults, fault => fault.IsDamage);
            if (batch > 0)
            {
                Assert.Equal(2, await checkpoint.CountKeysAsync("counts"));
            }
        }

        // A log is trimmed while the job goes on; a stop waits for it.
        await life.StopAsync();
        Assert.NotEmpty((await job.HeadAsync()).KeptLeftovers);
        Assert.Empty((await VerifyAsync()).Faults);
    }

    [Fact]
    public async Task ItSaysWhatIsInIt()
    {
        BatchTime last = await RunAsync(2, Counts);
        CheckpointInspector checkpoint = await CheckpointInspector.OpenAsync(_store);
        Assert.Equal((false, 1L, TimeSpan.FromSeconds(1), last), (checkpoint.IsSavepoint, checkpoint.Epoch, checkpoint.BatchInterval, checkpoint.Committed));
        Assert.Empty(checkpoint.Open);
        Assert.Equal("seen", Assert.Single(checkpoint.Accumulators).Name);
        ArgumentException error = Assert.Throws<ArgumentException>(() => checkpoint.ReadStateAsync("other"));
        Assert.Contains("'counts'", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CheckpointException>(() => CheckpointInspector.OpenAsync(new InMemoryCheckpointStore()));
    }

    private static void Counts(StreamingContext ssc)
    {
        Accumulator<long, long> seen = ssc.LongAccumulator("seen");
        ssc.AddressedInput("in", new FunctionFeed<int>(_ => FeedBatch.Cut([1, 2], 2)))
            .Map(number =>
            {
                seen.Add(1);
                return (number, number);
            })
            .MapWithState(StateSpec.Of<long>(), (_, _, state) =>
            {
                state.Update((state.Exists ? state.Get() : 0) + 1);
                return state.Get();
            })
            .Named("counts")
            .CollectTo("out");
    }

    private static async Task<IEnumerable<StoredEntry>> EntriesAsync(CheckpointInspector checkpoint, string name)
    {
        var entries = new List<StoredEntry>();
        await foreach (StoredEntry entry in checkpoint.ReadStateAsync(name))
        {
            entries.Add(entry);
        }

        return entries.OrderBy(entry => entry.Key!.ToJsonString(), StringComparer.Ordinal);
    }

    private async Task<BatchTime> RunAsync(int batches, Action<StreamingContext> define)
    {
        var job = new RecoveringJob { Store = _store };
        await using StreamingTestHarness life = job.NewLife(define);
        await life.StartAsync();
        await life.AdvanceAsync(batches);
        return job.Now;
    }

    private async Task<CheckpointReport> VerifyAsync() => await (await CheckpointInspector.OpenAsync(_store)).VerifyAsync();

    private string[] Content() =>
        [.. Directory.GetFiles(_store.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(File.ReadAllBytes(file))}")];

    private sealed record Everything(
        string Text,
        int Number,
        double Real,
        float Small,
        decimal Money,
        long Long,
        bool Flag,
        char Letter,
        Colour Colour,
        int? None,
        int? Some,
        DateTime Time,
        TimeSpan Span,
        Guid Id,
        byte[] Bytes,
        List<Inner?> List,
        Dictionary<string, Inner> Map,
        int[] Numbers,
        Inner Deep);

    private sealed record Inner(string? Name, short Size);
}
