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
        _ledger.Add("a", 3);
        _ledger.Add("b", 4);
        Assert.True(_ledger.HasUnallocated);
        (BlockRange first, long records) = _ledger.Allocate(new BatchTime(1000));
        Assert.Equal((new BlockRange(7, 0, 2), 7L), (first, records));
        Assert.False(_ledger.HasUnallocated);
        _ledger.Add("c", 5);
        Assert.Equal((new BlockRange(7, 2, 1), 5L), _ledger.Allocate(new BatchTime(2000)));
        Assert.Equal((new BlockRange(7, 3, 0), 0L), _ledger.Allocate(new BatchTime(3000)));
        Assert.Equal(["a", "b"], _ledger.Get(first));
    }

    [Fact]
    public void Asked_again_for_the_same_batch_it_gives_the_same()
    {
        _ledger.Add("a", 1);
        (BlockRange, long) first = _ledger.Allocate(new BatchTime(1000));
        _ledger.Add("b", 1);
        Assert.Equal(first, _ledger.Allocate(new BatchTime(1000)));
        Assert.True(_ledger.HasUnallocated);
    }

    [Fact]
    public void A_released_batch_is_freed_once_and_can_be_read_no_more()
    {
        _ledger.Add("a", 1);
        (BlockRange range, _) = _ledger.Allocate(new BatchTime(1000));
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
        _ledger.Add("a", 1);
        (BlockRange range, _) = _ledger.Allocate(new BatchTime(1000));
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
