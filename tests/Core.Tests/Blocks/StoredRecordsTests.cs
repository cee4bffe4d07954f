using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Core.Tests.Blocks;

public sealed class StoredRecordsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<BlockStore> _stores = [];

    public static TheoryData<StorageLevel> Levels => [.. Enum.GetValues<StorageLevel>()];

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        Assert.Empty(_directory.Everything());
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void RecordsComeBackInOrder(StorageLevel level)
    {
        BlockStore store = Store(long.MaxValue);
        foreach (int count in new[] { 0, 1, 15, 16, 17, 5000, 20_000 })
        {
            using StoredRecords<(string, int)> records = Fill(store, level, count);
            Assert.Equal(Numbered(count), records);
            Assert.Equal(Numbered(count), Fed(records));
            Assert.Equal(count, records.Count);
        }

        Assert.Equal(0, store.Used);
        Assert.Equal(level == StorageLevel.DiskOnly, store.Spilled > 0);
    }

    [Theory]
    [InlineData(StorageLevel.MemoryAndDisk)]
    [InlineData(StorageLevel.MemoryAndDiskSerialized)]
    public void WhatDoesNotFitGoesToDisk(StorageLevel level)
    {
        BlockStore store = Store(100_000);
        using StoredRecords<(string, int)> records = Fill(store, level, 50_000);
        Assert.InRange(store.Used, 0, store.Limit);
        Assert.True(store.Spilled > 0);
        Assert.Equal(Numbered(50_000), records);
        Assert.Equal(Numbered(50_000), Fed(records));
    }

    [Theory]
    [InlineData(StorageLevel.MemoryOnly)]
    [InlineData(StorageLevel.MemorySerialized)]
    public void WhatDoesNotFitIsDropped(StorageLevel level)
    {
        BlockStore store = Store(100_000);
        var records = new StoredRecords<(string, int)>(store, level, detach: false);
        int added = Numbered(50_000).TakeWhile(records.Add).Count();
        Assert.InRange(added, 1, 49_999);
        Assert.False(records.Complete());
        Assert.True(records.IsDropped);
        Assert.Equal(0, store.Used);
        Assert.Throws<InvalidOperationException>(() => records.First());
    }

    [Fact]
    public void TheLeastRecentlyUsedGivesWay()
    {
        BlockStore store = Store(1_000_000);
        StoredRecords<long>[] all = [.. Enumerable.Range(0, 3).Select(_ => FillLongs(store, StorageLevel.MemoryOnly, 40_000))];
        Assert.Equal(39_999, all[0].Max());
        StoredRecords<long> last = FillLongs(store, StorageLevel.MemoryOnly, 40_000);
        Assert.Equal([false, true, false, false], [.. all.Append(last).Select(records => records.IsDropped)]);
        Assert.InRange(store.Used, 1, store.Limit);
    }

    [Fact]
    public void WhatIsBeingReadStays()
    {
        BlockStore store = Store(400_000);
        StoredRecords<long> read = FillLongs(store, StorageLevel.MemoryOnly, 40_000);
        using (IEnumerator<long> reader = read.GetEnumerator())
        {
            Assert.True(reader.MoveNext());
            StoredRecords<long> other = new(store, StorageLevel.MemoryOnly, detach: false);
            Assert.False(Enumerable.Range(0, 40_000).All(number => other.Add(number)));
            Assert.False(read.IsDropped);

            // Freed when its reader has ended, not before.
            read.Dispose();
            Assert.True(store.Used > 0);
            long sum = reader.Current;
            while (reader.MoveNext())
            {
                sum += reader.Current;
            }

            Assert.Equal(40_000L * 39_999 / 2, sum);
        }

        Assert.Equal(0, store.Used);
    }

    [Fact]
    public void ATypeWithoutACodecStaysInMemory()
    {
        BlockStore store = Store(10_000);
        foreach (StorageLevel level in new[] { StorageLevel.MemoryAndDiskSerialized, StorageLevel.MemoryAndDisk, StorageLevel.DiskOnly })
        {
            using var records = new StoredRecords<Func<int>>(store, level, detach: false);
            for (int i = 0; i < 10_000; i++)
            {
                int number = i;
                Assert.True(records.Add(() => number));
            }

            Assert.True(records.Complete());
            Assert.Equal(Enumerable.Range(0, 10_000), records.Select(function => function()));
        }

        Assert.Equal(0, store.Used);
        Assert.Equal(0, store.Spilled);
    }

    [Fact]
    public void DamageOnDiskIsSeen()
    {
        BlockStore store = Store(long.MaxValue);
        using StoredRecords<(string, int)> records = Fill(store, StorageLevel.DiskOnly, 3000);
        string file = Assert.Single(Directory.EnumerateFiles(_directory.Root, "*", SearchOption.AllDirectories), path => !path.EndsWith(".lock", StringComparison.Ordinal));
        byte[] bytes = File.ReadAllBytes(file);
        var random = new Random(1);
        for (int i = 0; i < 50; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, damaged);
            Assert.Throws<InvalidDataException>(() => records.Count(_ => true));
        }

        File.WriteAllBytes(file, bytes[..^1]);
        Assert.Throws<InvalidDataException>(() => records.Count(_ => true));
        File.WriteAllBytes(file, bytes);
        Assert.Equal(3000, records.Count(_ => true));
    }

    [Fact]
    public void ManyThreadsShareAStore()
    {
        BlockStore store = Store(300_000);
        Parallel.For(0, 24, seed =>
        {
            var random = new Random(seed);
            StorageLevel level = (StorageLevel)random.Next(5);
            for (int round = 0; round < 5; round++)
            {
                int count = random.Next(10_000);
                var records = new StoredRecords<(string, int)>(store, level, detach: false);
                if (Numbered(count).All(records.Add) && records.Complete() && Fed(records) is { } back)
                {
                    Assert.True(Numbered(count).SequenceEqual(back), $"seed {seed}");
                }
                else
                {
                    Assert.True(level is StorageLevel.MemoryOnly or StorageLevel.MemorySerialized, $"seed {seed}");
                }

                records.Dispose();
            }
        });
        Assert.Equal(0, store.Used);
    }

    private static IEnumerable<(string, int)> Numbered(int count) => Enumerable.Range(0, count).Select(i => ($"record {i}", i));

    private static List<T>? Fed<T>(StoredRecords<T> records)
    {
        var target = new List<T>();
        var link = new BufferLink<T>(target);
        return records.TryFeed(ref link, new TaskScope("test", 0, 1, default)) ? target : null;
    }

    private static StoredRecords<(string, int)> Fill(BlockStore store, StorageLevel level, int count)
    {
        var records = new StoredRecords<(string, int)>(store, level, detach: false);
        Assert.True(Numbered(count).All(records.Add));
        Assert.True(records.Complete());
        return records;
    }

    private static StoredRecords<long> FillLongs(BlockStore store, StorageLevel level, int count)
    {
        var records = new StoredRecords<long>(store, level, detach: false);
        Assert.True(Enumerable.Range(0, count).All(number => records.Add(number)));
        Assert.True(records.Complete());
        return records;
    }

    private BlockStore Store(long limit)
    {
        var store = new BlockStore(limit, new SpillDirectory(_directory.Root, NullLogger.Instance), new JobEncoding(), NullLogger.Instance);
        _stores.Add(store);
        return store;
    }
}
