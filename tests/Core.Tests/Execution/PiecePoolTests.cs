using OrleansStream.Execution;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Execution;

/// <summary>Arrays of the largest length are used again, and given back when batches need fewer.</summary>
public sealed class PiecePoolTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly VirtualTime _time = new();
    private readonly PiecePools _pools;

    public PiecePoolTests() => _pools = new PiecePools(_time);

    private PiecePool<(string? Key, long Value)> Pool => _pools.Of<(string? Key, long Value)>();

    private static int Largest => PiecePool<(string? Key, long Value)>.LargestLength;

    [Fact]
    public void WhatIsReturnedIsGivenAgainWithoutWhatItReferredTo()
    {
        (string? Key, long Value)[] first = Pool.Rent(Largest);
        first[0] = ("kept alive", 1);
        Pool.Return(first, used: 1);

        Assert.Equal(Largest, first.Length);
        Assert.Null(first[0].Key);
        Assert.Same(first, Pool.Rent((Largest / 2) + 1));
        Assert.NotSame(first, Pool.Rent(Largest));
    }

    [Fact]
    public void ShorterAndLongerArraysAreNotKept()
    {
        Pool.Return(Pool.Rent(Largest / 2), used: 0);
        Pool.Return(Pool.Rent(Largest + 1), used: 0);

        Assert.Equal(0, Pool.FreeCount);
    }

    [Fact]
    public void ArraysThatEveryBatchNeedsStayAndOthersGo()
    {
        Use(20);
        for (int batch = 0; batch < 5; batch++)
        {
            Use(20);
            _time.Advance(Long);
            Assert.Equal(20, Pool.FreeCount);
        }

        Use(3);
        _time.Advance(Long);
        Use(3);
        _time.Advance(Long);
        Assert.Equal(3, Pool.FreeCount);

        _time.Advance(Long);
        Assert.Equal(0, Pool.FreeCount);
    }

    private void Use(int arrays)
    {
        PiecePool<(string? Key, long Value)> pool = Pool;
        foreach ((string? Key, long Value)[] array in Enumerable.Range(0, arrays).Select(_ => pool.Rent(Largest)).ToArray())
        {
            pool.Return(array, used: 0);
        }
    }
}
