using OrleansStream.Execution;

namespace OrleansStream.Core.Tests.Execution;

public class KeyGroupsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1024, 1)]
    [InlineData(1024, 5)]
    [InlineData(1024, 1024)]
    [InlineData(7, 3)]
    [InlineData(65536, 100)]
    [InlineData(4, 9)]
    public void PartitionsOwnContiguousRangesOfEqualSize(int groups, int partitions)
    {
        var map = new KeyGroups(groups, partitions);
        int[] owners = [.. Enumerable.Range(0, groups).Select(group => map.PartitionOf(HashIn(group, groups)))];
        Assert.Equal(owners.Order(), owners);
        Assert.All(owners, owner => Assert.InRange(owner, 0, partitions - 1));
        int[] sizes = [.. owners.GroupBy(owner => owner).Select(range => range.Count())];
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
        Assert.Equal(Math.Min(groups, partitions), sizes.Length);
    }

    [Fact]
    public void AGroupFollowsFromTheHashAlone()
    {
        var random = new Random(1);
        KeyGroups[] maps = [new(1024, 1), new(1024, 3), new(1024, 64)];
        for (int i = 0; i < 10_000; i++)
        {
            ulong hash = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            int group = maps[0].GroupOf(hash);
            Assert.InRange(group, 0, 1023);
            Assert.All(maps, map => Assert.Equal(group, map.GroupOf(hash)));
        }

        Assert.Equal(0, maps[0].GroupOf(0));
        Assert.Equal(1023, maps[0].GroupOf(ulong.MaxValue));
    }

    [Fact]
    public void RefusesNothingToOwn()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyGroups(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyGroups(1, 0));
    }

    /// <summary>The lowest hash of a group.</summary>
    private static ulong HashIn(int group, int groups) => (ulong)(((UInt128)group << 64) / (UInt128)groups) + (group == 0 ? 0UL : 1UL);
}
