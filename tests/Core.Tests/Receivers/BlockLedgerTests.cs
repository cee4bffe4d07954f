using OrleansStream.Receivers;

namespace OrleansStream.Core.Tests.Receivers;

public sealed class BlockLedgerTests
{
    private readonly List<string> _freed = [];
    private readonly BlockLedger<string> _ledger;

    public BlockLedgerTests()
    {
        _ledger = new BlockLedger<string>(_freed.Add);
        _ledger.Begin(7);
    }

    [Fact]
    public void A_batch_takes_all_blocks_that_no_batch_holds()
    {
        _ledger.Add("a", 3, 30);
        _ledger.Add("b", 4, 40);
        Assert.True(_ledger.HasUnallocated);
        Allotment first = _ledger.Allocate(new BatchTime(1000));
        Assert.Equal(new Allotment(new BlockRange(7, 0, 2), 7, 70), first);
        Assert.False(_ledger.HasUnallocated);
        _ledger.Add("c", 5, 50);
        Assert.Equal(new Allotment(new BlockRange(7, 2, 1), 5, 50), _ledger.Allocate(new BatchTime(2000)));
        Assert.Equal(new Allotment(new BlockRange(7, 3, 0), 0, 0), _ledger.Allocate(new BatchTime(3000)));
        Assert.Equal(["a", "b"], _ledger.Get(first.Range));
    }

    [Fact]
    public void Asked_again_for_the_same_batch_it_gives_the_same()
    {
        _ledger.Add("a", 1, 10);
        Allotment first = _ledger.Allocate(new BatchTime(1000));
        _ledger.Add("b", 1, 10);
        Assert.Equal(first, _ledger.Allocate(new BatchTime(1000)));
        Assert.True(_ledger.HasUnallocated);
    }

    [Theory]
    [InlineData(100, 1000, new[] { 3, 1, 2 })]
    [InlineData(7, 1000, new[] { 2, 1, 1, 1, 1 })]
    [InlineData(100, 70, new[] { 2, 1, 1, 1, 1 })]
    [InlineData(1, 1, new[] { 1, 1, 1, 1, 1, 1 })]
    public void A_batch_takes_as_many_blocks_as_it_may_hold_and_at_least_one(long maxRecords, long maxBytes, int[] expected)
    {
        int[] sizes = [3, 4, 93, 100, 7, 93];
        for (int i = 0; i < sizes.Length; i++)
        {
            _ledger.Add($"{i}", sizes[i], sizes[i] * 10);
        }

        var taken = new List<int>();
        var blocks = new List<string>();
        for (int batch = 1; _ledger.HasUnallocated; batch++)
        {
            Allotment given = _ledger.Allocate(new BatchTime(batch * 1000), maxRecords, maxBytes);
            taken.Add(given.Range.Count);
            blocks.AddRange(_ledger.Get(given.Range));
        }

        Assert.Equal(expected, taken);
        Assert.Equal(["0", "1", "2", "3", "4", "5"], blocks);
    }

    [Fact]
    public void A_hundred_thousand_blocks_are_one_batch()
    {
        for (int i = 0; i < 100_000; i++)
        {
            _ledger.Add($"{i}", 1, 1);
        }

        Assert.Equal((100_000L, 100_000L), _ledger.Stored);
        Assert.Equal(100_000, _ledger.Allocate(new BatchTime(1000)).Range.Count);
        Assert.Equal(0, _ledger.Unallocated);
    }

    [Fact]
    public void A_released_batch_is_freed_once_and_can_be_read_no_more()
    {
        _ledger.Add("a", 1, 10);
        BlockRange range = _ledger.Allocate(new BatchTime(1000)).Range;
        Assert.Equal(["a"], _ledger.Get(range));
        Assert.Equal(["a"], _ledger.Get(range));
        _ledger.Release(range);
        _ledger.Release(range);
        Assert.Equal(["a"], _freed);
        Assert.Throws<InvalidOperationException>(() => _ledger.Get(range));
    }

    [Fact]
    public void Blocks_of_another_life_of_the_receiver_are_lost()
    {
        _ledger.Add("a", 1, 10);
        BlockRange range = _ledger.Allocate(new BatchTime(1000)).Range;
        BlockRange other = range with { Incarnation = 6 };
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _ledger.Get(other));
        Assert.Contains("block 0 of receiver incarnation 6", error.Message, StringComparison.Ordinal);
        _ledger.Release(other);
        Assert.Empty(_freed);
    }

    [Theory]
    [InlineData(0, 0, "no blocks")]
    [InlineData(5, 1, "block 5")]
    [InlineData(5, 3, "blocks 5 to 7")]
    public void A_range_says_what_it_holds_and_survives_encoding(long first, int count, string description)
    {
        var range = new BlockRange(long.MaxValue, first, count);
        Assert.Equal(description, range.Description);
        Assert.Equal(range, BlockRange.Decode(range.Encode().Span));
        Assert.Throws<InvalidDataException>(() => BlockRange.Decode(range.Encode().Span[1..]));
    }
}
