using System.Runtime.CompilerServices;
using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Reads a count of keys as a whole, again and again, while it changes, and holds it against the input.</summary>
/// <param name="world">The job.</param>
/// <param name="input">The keys of each batch.</param>
/// <param name="name">The operator that counts them.</param>
/// <param name="seed">What is asked for.</param>
internal sealed class StateScanning(StateWorld world, int[][] input, string name, int seed)
{
    private readonly JobEncoding _encoding = new();
    private readonly Random _random = new(seed);

    // What a coordinator keeps for scans goes with it.
    private readonly ConditionalWeakTable<StreamingContext, HostedStateQueries> _queries = [];

    /// <summary>How many scans have come to their end.</summary>
    internal int Complete { get; private set; }

    /// <summary>How many of them were of an older batch.</summary>
    internal int Older { get; private set; }

    /// <summary>How many have lost their version.</summary>
    internal int Lost { get; private set; }

    internal async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Yield();
            if (!world.HasStarted)
            {
                continue;
            }

            try
            {
                await ScanAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The end came first. Nothing else is thrown, whatever is lost.
            }
        }
    }

    private async Task ScanAsync(CancellationToken stop)
    {
        StreamingContext context = world.Context;
        BatchTime last = context.Runtime.States.Batches.Last.Newest;
        BatchTime? at = _random.Next(2) == 0 ? null : last - (TimeSpan.FromSeconds(1) * _random.Next(4));
        var counts = new Dictionary<int, long>();
        BatchTime? batch = null;
        int partitions = 1;
        var turn = new ScanTurn(Guid.NewGuid(), null, 0, 0);
        while (turn.Partition < partitions)
        {
            HostedStateQueries queries = _queries.GetValue(world.Context, one => new HostedStateQueries(one, world.Transport));
            StateReply reply = await queries.AskAsync(new StateQuery(name, "long by int", null, default, null, null, at, turn), stop);
            if (reply.Retained is not null)
            {
                Assert.True(at is not null && turn.IsFirst);
                return;
            }

            if (reply.Expired is not null)
            {
                Lost++;
                return;
            }

            if (reply.Page is not { } page)
            {
                // Nobody could say; asked again.
                continue;
            }

            Assert.True(turn.IsFirst || reply.Time == batch);
            batch = reply.Time;
            partitions = reply.Partitions;
            if (page.Count > 0)
            {
                foreach ((int key, long count) in Read<int>(page.Count, page.Keys).Zip(Read<long>(page.Count, page.States)))
                {
                    Assert.True(counts.TryAdd(key, count), $"{key} was read twice.");
                }
            }

            turn = page.IsLast ? turn with { Partition = turn.Partition + 1, Page = 0 } : turn with { Page = turn.Page + 1 };
            for (int pause = _random.Next(50); pause > 0; pause--)
            {
                await Task.Yield();
            }
        }

        int batches = (int)((batch!.Value - context.ZeroTime) / TimeSpan.FromSeconds(1));
        Assert.True(at is null || at == batch);
        Assert.Equal(
            input.Take(batches).SelectMany(keys => keys).GroupBy(key => key).Select(key => (key.Key, (long)key.Count())).Order(),
            counts.Select(one => (one.Key, one.Value)).Order());
        Complete++;
        Older += at is null ? 0 : 1;
    }

    private T[] Read<T>(int count, ReadOnlyMemory<byte> bytes)
    {
        var values = new T[count];
        _encoding.CodecFor<T>().ReadBlock(bytes.Span, values);
        return values;
    }
}
