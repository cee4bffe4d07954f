using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Stateful;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Stateful;

/// <summary>State that is larger than the memory limit.</summary>
public sealed class StateSpillTests : IDisposable
{
    private const int Keys = 60_000;
    private const int Groups = 256;
    private const long Limit = 512 << 10;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task ABatchTakesTheRoomOfTheGroupsThatItHasKeysOf()
    {
        // Waves, each over the keys of some groups, which all come again, and one batch that comes back to all of them.
        const int Waves = 16;
        KeyIdentity<int> identity = new JobEncoding().KeyFor<int>();
        var groups = new KeyGroups(Groups, 2);
        int[][] waves = [.. Enumerable.Range(0, Keys).GroupBy(key => groups.GroupOf(identity.Hash(key)) * Waves / Groups).Select(wave => wave.ToArray())];
        await using StreamingTestHarness harness = New(out InputDStream<int> input);
        long inUse = 0;
        Count(input, () => inUse = Math.Max(inUse, harness.Context.Runtime.Blocks.Used)).CollectTo("out");
        Array.ForEach([.. waves, .. waves, [.. Enumerable.Range(0, Keys)]], batch => harness.Feed<int>("in").Append(batch));
        await harness.StartAsync();
        await harness.AdvanceAsync(2 * Waves);
        long narrow = inUse;
        inUse = 0;
        await harness.AdvanceAsync(1);
        Assert.Equal(Enumerable.Range(0, Keys).Select(key => (key, 3L)), harness.Output<(int Key, long Count)>("out").Batches[^1].Records.Order());
        Assert.Equal(Enumerable.Range(0, Keys).Select(key => (key, 3L)), (await ScanAsync(harness)).Order());
        Assert.Equal(Keys, Assert.Single(harness.Context.Runtime.States.All).Keys);
        Assert.InRange(narrow, 1, 3 * Limit);
        Assert.True(inUse > 2 * narrow);
        Assert.True(harness.Context.Runtime.Blocks.Spilled > Keys * 4);
    }

    [Fact]
    public async Task AQuestionBringsAGroupBack()
    {
        await using StreamingTestHarness harness = New(out InputDStream<int> input, limit: 0);
        Count(input).CollectTo("out");
        harness.Feed<int>("in").Append(1, 2, 3).Append(2).Append();
        EmbeddedStateView<int, long> view = harness.Context.State<int, long>("counts");
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        Assert.True(harness.Context.Runtime.Blocks.Spilled > 0);
        Assert.True(view.TryGet(2, out long two));
        Assert.Equal(2, two);
        Assert.False(view.TryGet(4, out _));
        Assert.Equal(3, view.Size.Keys);
    }

    [Fact]
    public void WhatNoCodecWritesStays()
    {
        using var blocks = new BlockStore(0, new SpillDirectory(_directory.Root, NullLogger.Instance), new JobEncoding(), NullLogger.Instance);
        Play(StatePartitionFactory<int, Action>.Make(new JobEncoding().KeyFor<int>(), new KeyGroups(4, 1), 0, timed: false, blocks), () => { });
        Assert.Equal(0, blocks.Spilled);
    }

    [Fact]
    public void WhatADiskDoesNotTakeStays()
    {
        // A file where the directory should be.
        string root = Path.Combine(_directory.Root, "taken");
        File.WriteAllText(root, "");
        var log = new WarningLog();
        using var blocks = new BlockStore(0, new SpillDirectory(root, log), new JobEncoding(), log);
        Play(StatePartitionFactory<int, string>.Make(new JobEncoding().KeyFor<int>(), new KeyGroups(4, 1), 0, timed: false, blocks), "state");
        Assert.Equal(0, blocks.Spilled);
        Assert.Contains(log.Messages(), message => message.Contains("could not be written to disk", StringComparison.Ordinal));
    }

    private static void Play<TState>(StatePartition<int, TState> partition, TState state)
    {
        partition.Promote(1);
        int[] keys = [.. Enumerable.Range(0, 100)];
        ulong[] hashes = new ulong[keys.Length];
        partition.Hash(keys, hashes);
        partition.Load(keys, hashes, [.. keys.Select(_ => state)], [.. keys.Select(_ => 1L)]);
        partition.Promote(2);
        Assert.Equal(100, partition.Keys);
        Assert.True(partition.TryLookUp(7, 2, out StateLookup<TState> found));
        Assert.Equal(state, found.State);
    }

    private static async Task<List<(int Key, long Count)>> ScanAsync(StreamingTestHarness harness)
    {
        var all = new List<(int Key, long Count)>();
        await foreach ((int key, long count) in await harness.Context.State<int, long>("counts").ScanAsync())
        {
            all.Add((key, count));
        }

        return all;
    }

    private static DStream<(int Key, long Count)> Count(DStream<int> input, Action? look = null) => input
        .Map(number => (number, 1L))
        .MapWithState(StateSpec.Of<long>().Partitions(2), (key, value, state) =>
        {
            look?.Invoke();
            long count = state.GetOption().GetValueOrDefault(0) + value.Value;
            state.Update(count);
            return (key, count);
        })
        .Named("counts");

    private StreamingTestHarness New(out InputDStream<int> input, long limit = Limit)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MemoryLimit = limit;
        options.KeyGroups = Groups;
        options.EngineThreads = 1;
        options.SpillDirectory = _directory.Root;
        var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        harness.Feed<int>("in");
        input = harness.Context.AddressedInput<int>("in");
        return harness;
    }
}
