using OrleansStream.Checkpoints;
using OrleansStream.Conformance;
using OrleansStream.Encoding;
using OrleansStream.Stateful;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>What is asked of state on hosts while batches run, and while hosts and coordinators are replaced: every answer is that of a committed batch.</summary>
public class RemoteStateQueryTests
{
    private const int Batches = 14;
    private const int Keys = 12;
    private const string Operator = "counts";

    private static readonly JobEncoding Encoding = new();
    private static readonly TimeSpan Two = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(100, 0, 0)]
    [InlineData(0, 60, 0)]
    [InlineData(0, 0, 100)]
    [InlineData(150, 150, 150)]
    public async Task EveryAnswerIsThatOfACommittedBatch(int lostCalls, int lostHosts, int lostCoordinators)
    {
        int answers = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            int[][] input = [.. Enumerable.Range(0, Batches).Select(_ => Enumerable.Range(0, random.Next(15)).Select(_ => random.Next(Keys)).ToArray())];
            await using var world = new StateWorld(JobOver(input), random, new InMemoryCheckpointStore())
            {
                LostCalls = lostCalls,
                LostHosts = lostHosts,
                LostCoordinators = lostCoordinators,
            };
            using var stop = new CancellationTokenSource();
            Task<int> asking = AskAsync(world, input, new Random(seed), stop.Token);
            await world.RunAsync().Within();
            await stop.CancelAsync();
            answers += await asking.Within();
        }

        Assert.InRange(answers, 100, int.MaxValue);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(100, 0, 0)]
    [InlineData(0, 60, 0)]
    [InlineData(0, 0, 100)]
    [InlineData(150, 150, 150)]
    public async Task AScanIsThatOfOneCommittedBatchWhateverIsCommittedMeanwhile(int lostCalls, int lostHosts, int lostCoordinators)
    {
        const int KeysOfScans = 400;
        (int scans, int olders, int lost) = (0, 0, 0);
        for (int seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            int[][] input = [.. Enumerable.Range(0, Batches).Select(_ => Enumerable.Range(0, random.Next(300)).Select(_ => random.Next(KeysOfScans)).ToArray())];
            await using var world = new StateWorld(JobOver(input), random, new InMemoryCheckpointStore())
            {
                LostCalls = lostCalls,
                LostHosts = lostHosts,
                LostCoordinators = lostCoordinators,
                Configure = options => options.StateHistory = 3,
            };
            using var stop = new CancellationTokenSource();
            var scanning = new StateScanning(world, input, Operator, seed);
            Task asking = scanning.RunAsync(stop.Token);
            await world.RunAsync().Within();
            await stop.CancelAsync();
            await asking.Within();
            (scans, olders, lost) = (scans + scanning.Complete, olders + scanning.Older, lost + scanning.Lost);
        }

        Assert.InRange(scans, 10, int.MaxValue);
        Assert.InRange(olders, 1, int.MaxValue);
        if (lostCalls + lostHosts + lostCoordinators == 0)
        {
            Assert.Equal(0, lost);
        }
    }

    [Fact]
    public async Task AScanThatTakesTooLongMakesWayAndOlderBatchesGo()
    {
        int[][] input = [.. Enumerable.Range(0, Batches).Select(_ => Enumerable.Range(0, 200).ToArray())];
        await using var world = new StateWorld(JobOver(input), new Random(1), new InMemoryCheckpointStore())
        {
            Configure = options =>
            {
                options.StateHistory = 2;
                options.StateScanLimit = TimeSpan.FromSeconds(2);
            },
        };
        await world.StartAsync();
        await world.AdvanceUntilCommittedAsync(3);
        var queries = new HostedStateQueries(world.Context, world.Transport);
        StateQuery all = QueryFor(1) with { Key = null };
        var turn = new ScanTurn(Guid.NewGuid(), null, 0, 0);
        StateReply first = await queries.AskAsync(all with { Scan = turn }, default);
        Assert.Equal(16, first.Page!.Count);
        BatchTime batch = first.Time!.Value;
        StateReply size = await queries.AskAsync(all with { At = batch }, default);
        Assert.Equal((200, batch), (size.Size!.Keys, size.Size.BatchTime));

        await world.AdvanceUntilCommittedAsync(12);
        StateReply second = await queries.AskAsync(all with { Scan = turn with { Page = 1 } }, default);
        Assert.Equal(TimeSpan.FromSeconds(2), second.Expired);
        Assert.Equal(TimeSpan.Zero, (await queries.AskAsync(all with { Scan = turn with { Page = 1 } }, default)).Expired);
        StateReply gone = await queries.AskAsync(QueryFor(1) with { At = batch }, default);
        Assert.True(gone.Retained!.Oldest > batch);
        Assert.Equal("int", (await queries.AskAsync(all with { Scan = turn with { Prefix = "a" } }, default)).KeyType);
    }

    [Fact]
    public async Task WhatIsNotThereIsNamed()
    {
        await using var world = new StateWorld(JobOver([[1]]), new Random(1), new InMemoryCheckpointStore());
        await world.RunAsync().Within();
        var queries = new HostedStateQueries(world.Context, world.Transport);
        StateReply other = await queries.AskAsync(QueryFor(1) with { Operator = "others" }, default);
        Assert.Equal("'counts' (long by int)", Assert.Single(other.Available!));
        StateReply wrong = await queries.AskAsync(QueryFor(1) with { Types = "int by int" }, default);
        Assert.Equal("'counts' (long by int)", Assert.Single(wrong.Available!));
        StateReply text = await queries.AskAsync(QueryFor(1) with { Types = null, Key = null, KeyText = "1" }, default);
        Assert.Equal(1, WireValue.ReadBlock(Encoding.CodecFor<long>(), text.Answer!.State.Span, text.Answer.StateShape.Span));
        Assert.Equal("int", (await queries.AskAsync(QueryFor(1) with { Key = null, KeyText = "one" }, default)).KeyType);
        StateReply size = await queries.AskAsync(QueryFor(1) with { Key = null }, default);
        Assert.Equal(1, size.Size!.Keys);
    }

    [Fact]
    public async Task ASizeIsAnsweredAtTheLastCommitAlsoIfThatChangedNothing()
    {
        // Of three batches only the second ends a window, so the third leaves the state as it is.
        int[][] input = [[1], [2], [3]];
        await using var world = new StateWorld(
            new ConformanceCase<int, long>(
                "seldom", Feed(input), keys => Count(keys.Window(Two, Two)), [null, [1L, 1L], null], ordered: false),
            new Random(1),
            new InMemoryCheckpointStore());
        await world.RunAsync().Within();
        var queries = new HostedStateQueries(world.Context, world.Transport);
        StateReply key = await queries.AskAsync(QueryFor(1), default);
        StateReply size = await queries.AskAsync(QueryFor(1) with { Key = null }, default);
        Assert.Equal(key.Time, size.Time);
        Assert.Equal((2L, size.Time!.Value - TimeSpan.FromSeconds(1)), (size.Size!.Keys, size.Size.BatchTime));
    }

    [Fact]
    public async Task AStateThatAnEarlierCoordinatorHasLeftIsNotSaidToBeEmpty()
    {
        await using var world = new StateWorld(JobOver([[1]]), new Random(1), new InMemoryCheckpointStore());
        await world.RunAsync().Within();
        await world.TakeOverAsync();
        using var stop = new CancellationTokenSource();
        var queries = new HostedStateQueries(world.Context, world.Transport);
        Task<StateReply> size = queries.AskAsync(QueryFor(1) with { Key = null }, stop.Token);
        Assert.Equal(1, WireValue.ReadBlock(
            Encoding.CodecFor<long>(), (await queries.AskAsync(QueryFor(1), default)).Answer!.State.Span, Encoding.CodecFor<long>().Shape.Bytes.Span));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => size);
    }

    private static async Task<int> AskAsync(StateWorld world, int[][] input, Random random, CancellationToken stop)
    {
        int answers = 0;
        while (!stop.IsCancellationRequested)
        {
            await Task.Yield();
            if (!world.HasStarted)
            {
                continue;
            }

            int key = random.Next(Keys + 1);
            try
            {
                StateReply reply = await new HostedStateQueries(world.Context, world.Transport).AskAsync(QueryFor(key), stop);
                if (reply is { Time: { } time, Answer: { } answer })
                {
                    int batch = (int)((time - world.Context.ZeroTime) / TimeSpan.FromSeconds(1));
                    long count = input.Take(batch).Sum(keys => keys.LongCount(one => one == key));
                    Assert.Equal((batch, key, count > 0), (batch, key, answer.Found));
                    if (answer.Found)
                    {
                        Assert.Equal((batch, key, count), (batch, key, WireValue.ReadBlock(Encoding.CodecFor<long>(), answer.State.Span, answer.StateShape.Span)));
                    }

                    answers++;
                }
            }
            catch (OperationCanceledException)
            {
                // The end came first. Nothing else is thrown, whatever is lost.
            }
        }

        return answers;
    }

    private static StateQuery QueryFor(int key) => new(
        Operator, "long by int", WireValue.WriteBlock(Encoding.CodecFor<int>(), key), Encoding.CodecFor<int>().Shape.Bytes, KeyText: null, After: null);

    private static ConformanceCase<int, long> JobOver(int[][] input) => new(
        "asked", Feed(input), Count, [.. input.Select(keys => (IReadOnlyList<long>?)[.. keys.Select(_ => 1L)])], ordered: false);

    private static FeedBatch<int>[] Feed(int[][] input) => [.. input.Select(keys => FeedBatch.Cut(keys, 2))];

    private static DStream<long> Count(DStream<int> keys) => keys.Map(key => (key, 1L))
        .MapWithState(StateSpec.Of<long>(), (_, one, state) =>
        {
            state.Update(state.GetOption().GetValueOrDefault(0) + one.Value);
            return one.Value;
        })
        .Named(Operator);
}
