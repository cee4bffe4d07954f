using OrleansStream.Receivers;

namespace OrleansStream.Core.Tests.Receivers;

public sealed class BlockGeneratorTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly ManualTime _time = new();
    private readonly List<int[]> _stored = [];
    private readonly List<Exception> _failures = [];

    [Fact]
    public void Records_are_cut_at_each_interval_in_order()
    {
        BlockGenerator<int> generator = Make();
        generator.Start();
        for (int i = 1; i <= 30; i++)
        {
            generator.Add(i);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal([[.. Enumerable.Range(1, 10)], [.. Enumerable.Range(11, 10)], [.. Enumerable.Range(21, 10)]], _stored);
    }

    [Fact]
    public void An_interval_without_records_makes_no_block()
    {
        BlockGenerator<int> generator = Make();
        generator.Start();
        _time.Advance(Interval * 3);
        generator.Add(1);
        _time.Advance(Interval * 3);
        Assert.Equal([[1]], _stored);
        Assert.False(generator.HasPending);
    }

    [Fact]
    public void Enough_records_are_cut_before_the_interval_is_over()
    {
        BlockGenerator<int> generator = Make(maxRecords: 3);
        generator.Start();
        for (int i = 1; i <= 7; i++)
        {
            generator.Add(i);
        }

        Assert.Equal([[1, 2, 3], [4, 5, 6]], _stored);
        _time.Advance(Interval);
        Assert.Equal([[1, 2, 3], [4, 5, 6], [7]], _stored);
    }

    [Fact]
    public async Task A_flush_cuts_at_once()
    {
        BlockGenerator<int> generator = Make();
        generator.Start();
        generator.Add(1);
        Assert.True(generator.HasPending);
        await generator.FlushAsync().Within();
        Assert.Equal([[1]], _stored);
        Assert.False(generator.HasPending);
    }

    [Fact]
    public async Task A_stop_stores_what_is_buffered_and_refuses_more()
    {
        BlockGenerator<int> generator = Make();
        generator.Start();
        generator.Add(1);
        generator.Add(2);
        await generator.StopAsync().Within();
        Assert.False(generator.Add(3));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await generator.StoreAsync(RecordBlock<int>.CopyOf([4])));
        _time.Advance(Interval * 3);
        Assert.Equal([[1, 2]], _stored);
    }

    [Fact]
    public void Blocks_grow_with_their_records()
    {
        BlockGenerator<string> generator = new(_time, Interval, 10, int.MaxValue, stored =>
        {
            var block = (RecordBlock<string>)stored;
            Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"{i}"), block.Span.ToArray());
            _stored.Add([block.Count]);
            return ValueTask.CompletedTask;
        }, _failures.Add);
        generator.Start();
        for (int i = 0; i < 10_000; i++)
        {
            generator.Add($"{i}");
        }

        _time.Advance(Interval);
        Assert.Equal([[10_000]], _stored);
    }

    [Fact]
    public async Task While_the_queue_is_full_nothing_is_cut_and_nothing_is_lost()
    {
        var storing = new TaskCompletionSource();
        BlockGenerator<int> generator = Make(queueSize: 2, store: () => storing.Task);
        generator.Start();
        for (int i = 1; i <= 6; i++)
        {
            generator.Add(i);
            _time.Advance(Interval);
        }

        // Block 1 is being stored, 2 and 3 wait, and 4 to 6 gather in the block after them.
        Assert.Equal([[1]], _stored);
        storing.SetResult();
        await generator.FlushAsync().Within();
        Assert.Equal([[1], [2], [3], [4, 5, 6]], _stored);
    }

    [Fact]
    public async Task A_store_that_fails_is_reported_and_later_blocks_are_stored()
    {
        bool fails = true;
        BlockGenerator<int> generator = Make(store: () => fails ? Task.FromException(new IOException("full")) : Task.CompletedTask);
        generator.Start();
        generator.Add(1);
        _time.Advance(Interval);
        fails = false;
        generator.Add(2);
        await generator.FlushAsync().Within();
        Assert.Equal("full", Assert.Single(_failures).Message);
        Assert.Equal([[1], [2]], _stored);
    }

    [Fact]
    public async Task Ten_threads_lose_nothing()
    {
        BlockGenerator<int> generator = Make();
        generator.Start();
        Task[] writers = [.. Enumerable.Range(0, 10).Select(writer => Task.Run(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Assert.True(generator.Add((writer * 1000) + i));
            }
        }))];
        while (!Task.WhenAll(writers).IsCompleted)
        {
            _time.Advance(Interval);
            await Task.Yield();
        }

        await Task.WhenAll(writers).Within();
        await generator.StopAsync().Within();
        int[] all = [.. _stored.SelectMany(block => block)];
        Assert.Equal(Enumerable.Range(0, 10_000), all.Order());

        // What one thread stored stays in its order.
        Assert.Equal(Enumerable.Range(3000, 1000), all.Where(record => record / 1000 == 3));
    }

    private BlockGenerator<int> Make(int queueSize = 10, Func<Task>? store = null, int maxRecords = int.MaxValue) => new(
        _time,
        Interval,
        queueSize,
        maxRecords,
        async block =>
        {
            lock (_stored)
            {
                _stored.Add(((RecordBlock<int>)block).Span.ToArray());
            }

            if (store is not null)
            {
                await store().ConfigureAwait(false);
            }
        },
        _failures.Add);
}
