using OrleansStream.Receivers;

namespace OrleansStream.Core.Tests.Receivers;

public sealed class RecordBlockTests
{
    [Fact]
    public void An_array_that_goes_back_holds_no_references()
    {
        RecordBlock<string> block = RecordBlock<string>.CopyOf(["a", "b", "c"]);
        Assert.Equal(["a", "b", "c"], block.Span.ToArray());
        string[] array = block.Array;
        block.Release();
        Assert.All(array.Take(3), Assert.Null);
    }

    [Fact]
    public void Records_of_unknown_number_are_taken_to_the_last()
    {
        RecordBlock<int> block = RecordBlock<int>.CopyOf(Enumerable.Range(0, 1000).Where(i => i % 2 == 0));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => i * 2), block.Span.ToArray());
    }
}
