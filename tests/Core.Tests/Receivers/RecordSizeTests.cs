using OrleansStream.Receivers;

namespace OrleansStream.Core.Tests.Receivers;

public sealed class RecordSizeTests
{
    [Fact]
    public void Plain_values_have_their_size()
    {
        Assert.Equal(4000, RecordSize.Of<int>(new int[1000]));
        Assert.Equal(16_000, RecordSize.Of<(long, double)>(new (long, double)[1000]));
        Assert.Equal(0, RecordSize.Of<string>([]));
    }

    [Fact]
    public void Text_and_bytes_are_measured_on_samples()
    {
        long text = RecordSize.Of<string>(Enumerable.Repeat(new string('x', 100), 1000).ToArray());
        Assert.InRange(text, 200_000, 250_000);
        Assert.InRange(RecordSize.Of<byte[]>(Enumerable.Repeat(new byte[100], 1000).ToArray()), 100_000, 130_000);
        long pairs = RecordSize.Of<(string, long)>(Enumerable.Repeat((new string('x', 100), 1L), 1000).ToArray());
        Assert.InRange(pairs, text, text + 20_000);
        Assert.InRange(RecordSize.Of<List<int>>(Enumerable.Repeat(new List<int>(Enumerable.Range(0, 100)), 1000).ToArray()), 100_000, 1_000_000);
    }

    [Fact]
    public void Other_objects_and_nulls_count_a_little()
    {
        Assert.Equal(1000 * (8 + RecordSize.OfObject), RecordSize.Of<Version>(Enumerable.Repeat(new Version(1, 2), 1000).ToArray()));
        Assert.Equal(8000, RecordSize.Of<string?>(new string?[1000]));
    }
}
