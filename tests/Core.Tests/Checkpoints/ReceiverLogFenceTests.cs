using OrleansStream.Checkpoints;
using OrleansStream.Receivers;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>Two lives of a receiver at one log.</summary>
public sealed class ReceiverLogFenceTests
{
    private static readonly LoggedBlock Block = new(Records: 1, Metadata: null, new byte[] { 1 });

    private readonly CheckpointObjects _objects = new(new InMemoryCheckpointStore());

    [Fact]
    public async Task A_writer_finds_its_place_taken_by_the_next_life()
    {
        ReceiverLog old = Log(epoch: 1);
        ReceiverLog next = Log(epoch: 2);
        Assert.Equal((0, 0), await old.TakeOverAsync(0, 0, (_, _) => { }, default));
        Assert.Null(await old.TryWriteAsync(1, Group(epoch: 1, first: 0), default));
        var taken = new List<long>();
        Assert.Equal((2, 1), await next.TakeOverAsync(0, 0, (group, _) => taken.Add(group), default));
        Assert.Equal([0, 1], taken);

        await Assert.ThrowsAsync<JobFencedException>(() => old.TryWriteAsync(2, Group(epoch: 1, first: 1), default));
    }

    [Theory]
    [InlineData(1, 0, 2, 0)]
    [InlineData(1, 1, 1, 2)]
    public async Task A_writer_that_slept_until_its_place_was_removed_is_refused_too(long epoch, int number, long nextEpoch, int nextNumber)
    {
        ReceiverLog old = Log(epoch, number);
        ReceiverLog next = Log(nextEpoch, nextNumber);
        await old.TakeOverAsync(0, 0, (_, _) => { }, default);
        await next.TakeOverAsync(0, 0, (_, _) => { }, default);
        for (int group = 2; group < 6; group++)
        {
            Assert.Null(await next.TryWriteAsync(group, Group(nextEpoch, group - 2, nextNumber), default));
        }

        next.TrimTo(5);
        await next.Trimming;
        Assert.Null(await next.FindAsync(1, default));

        await Assert.ThrowsAsync<JobFencedException>(() => old.TryWriteAsync(1, Group(epoch, 0, number), default));
        Assert.Null(await next.FindAsync(1, default));
        Assert.Null(await next.TryWriteAsync(6, Group(nextEpoch, 4, nextNumber), default));
    }

    private static LogGroup Group(long epoch, long first, int number = 0) => new("in", epoch, first, ReadOnlyMemory<byte>.Empty, [Block], number);

    private ReceiverLog Log(long epoch, int number = 0) => new(_objects, "in", began: 1, new ReceiverLife(epoch, number));
}
