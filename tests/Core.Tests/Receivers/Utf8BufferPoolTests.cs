using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Receivers;

public sealed class Utf8BufferPoolTests
{
    private readonly Utf8BufferPool _pool = new(16);

    [Fact]
    public void Arrays_come_back()
    {
        byte[] first = _pool.Rent();
        Assert.Equal(16, first.Length);
        Assert.NotSame(first, _pool.Rent());
        _pool.Return(first);
        Assert.Same(first, _pool.Rent());
    }

    [Fact]
    public void What_every_batch_needs_is_kept()
    {
        var known = new HashSet<byte[]>(Use(10));
        for (int batch = 0; batch < 100; batch++)
        {
            _pool.Trim();
            Assert.All(Use(10), array => Assert.Contains(array, known));
        }
    }

    [Fact]
    public void What_nobody_needs_any_more_is_given_up()
    {
        var known = new HashSet<byte[]>(Use(100));
        for (int batch = 0; batch < 20; batch++)
        {
            _pool.Trim();
        }

        Assert.Empty(known.Intersect(Use(100)));
    }

    [Fact]
    public void Leases_expire_apart_and_the_array_returns_with_the_last()
    {
        var buffer = new Utf8Buffer(16, _pool);
        byte[] array = buffer.Bytes;
        Utf8Block first = buffer.Lease(0, 8, poison: true);
        Utf8Block second = buffer.Lease(8, 8, poison: true);
        buffer.Release();
        second.Bytes[8] = 1;
        first.Release();
        first.Release();
        Assert.Throws<SliceExpiredException>(() => first.Bytes);
        Assert.Equal(1, second.Bytes[8]);
        Assert.NotSame(array, _pool.Rent());
        second.Release();
        Assert.Same(array, _pool.Rent());
        Assert.All(array, value => Assert.Equal(Utf8Block.Poison, value));
    }

    private byte[][] Use(int count)
    {
        byte[][] arrays = [.. Enumerable.Range(0, count).Select(_ => _pool.Rent())];
        foreach (byte[] array in arrays)
        {
            _pool.Return(array);
        }

        return arrays;
    }
}
