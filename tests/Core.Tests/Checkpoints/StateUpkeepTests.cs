using OrleansStream.Checkpoints;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>What the upkeep of stored state promises, over histories of a state whose every key and change is known.</summary>
public class StateUpkeepTests
{
    private const int BytesOfEntry = 10;
    private const long PartLength = 4000;
    private const int Groups = 64;

    [Theory]
    [InlineData(100_000, 40_000)]
    [InlineData(100_000, 10_000)]
    [InlineData(100_000, 700)]
    [InlineData(100_000, 100)]
    [InlineData(3_000, 1_400)]
    [InlineData(3_000, 20)]
    [InlineData(500, 3)]
    public void WhatIsStoredAndWrittenStaysBounded(int keys, int changes)
    {
        IReadOnlyList<StoredStatePart> parts = Snapshot(0, Groups, new BatchTime(0), keys);
        long written = 0;
        int commits = Math.Clamp(keys * 10 / changes, 200, 3000);
        int most = 0;
        for (int commit = 1; commit <= commits; commit++)
        {
            var version = new BatchTime(commit);
            (parts, long now) = Commit(parts, version, keys, changes);
            written += now;
            most = Math.Max(most, parts.Count);
            AssertHoldsEverything(parts, commit);
            long stored = parts.Where(part => !part.IsSnapshot).Sum(part => part.Entries);
            Assert.InRange(stored, 0, Math.Max(keys, 1000) + (8L * changes));

            // One part of the snapshot at a time, besides what was changed and merged.
            Assert.InRange(now, changes, Math.Max(keys, (3L * changes) + (3 * PartLength / BytesOfEntry)) + 1000);
        }

        Assert.InRange(most, 1, (keys * BytesOfEntry / (PartLength / 8)) + 30);

        // What was changed, once more for the snapshot, and once for each size that parts are merged to.
        Assert.InRange(written / (double)(changes * (long)commits), 1, 2.5 + Math.Max(0, Math.Log(PartLength / 8.0 / BytesOfEntry / changes, 8) + 1));
    }

    [Fact]
    public void ASnapshotIsRenewedPartByPart()
    {
        IReadOnlyList<StoredStatePart> parts = Snapshot(0, Groups, new BatchTime(0), 100_000);
        int snapshots = parts.Count;
        Assert.InRange(snapshots, 10, Groups);
        for (int commit = 1; commit <= 110; commit++)
        {
            StoredStatePart[] before = [.. parts];
            (parts, _) = Commit(parts, new BatchTime(commit), 100_000, 1000);
            Assert.InRange(parts.Except(before).Count(part => part.IsSnapshot), 0, 1);
        }

        // After as many changes as there are keys every part has been renewed.
        Assert.All(parts.Where(part => part.IsSnapshot), part => Assert.True(part.Version > new BatchTime(0)));
    }

    [Fact]
    public void PartsThatHaveBecomeSmallBecomeOne()
    {
        IReadOnlyList<StoredStatePart> parts = Snapshot(0, Groups, new BatchTime(0), 100_000);
        for (int commit = 1; commit <= 300; commit++)
        {
            (parts, _) = Commit(parts, new BatchTime(commit), 2_000, 100);
        }

        Assert.InRange(parts.Count(part => part.IsSnapshot), 1, 8);
        AssertHoldsEverything(parts, 300);
    }

    [Fact]
    public void PartsOfWhichTheVersionIsNotKnownAreReplacedAtOnce()
    {
        StoredStatePart[] old = [new("a", true, 10_000, 100_000), new("b", true, 10_000, 100_000), new("c", false, 8_000, 80_000)];
        Assert.False(StateUpkeep.WantsWhole(old, 9_000, 20_000, Groups));
        Assert.Equal(0, StateUpkeep.CountStale(old, 20_000, Groups, PartLength));
        Assert.Equal(old, StateUpkeep.WithoutSeen(old, Groups));
        StoredStatePart[] more = [.. old, new("d", false, 9_000, 90_000, new BatchTime(5))];
        Assert.True(StateUpkeep.WantsWhole(more, 4_000, 20_000, Groups));
        Assert.True(StateUpkeep.WantsWhole(more, 4_000, 20_000, groups: 0));
    }

    /// <summary>A commit as the archive makes it.</summary>
    private static (IReadOnlyList<StoredStatePart> Parts, long Written) Commit(IReadOnlyList<StoredStatePart> parts, BatchTime version, long keys, long changes)
    {
        if (StateUpkeep.WantsWhole(parts, changes, keys, Groups))
        {
            return (Snapshot(0, Groups, version, keys), keys);
        }

        long written = changes;
        parts = [.. parts, Changes(changes, version)];
        while (StateUpkeep.CountToMerge(parts, PartLength) is > 0 and int alike)
        {
            long merged = parts.TakeLast(alike).Sum(part => part.Entries);
            written += merged;
            parts = [.. parts.SkipLast(alike), Changes(merged, version)];
        }

        while (StateUpkeep.CountStale(parts, keys, Groups, PartLength) is > 0 and int stale)
        {
            int groups = parts.Take(stale).Sum(part => part.Groups);
            written += keys * groups / Groups;
            parts = StateUpkeep.WithoutSeen(
                [.. parts.Skip(stale).Where(part => part.IsSnapshot), .. Snapshot(parts[0].FirstGroup, groups, version, keys), .. parts.Where(part => !part.IsSnapshot)],
                Groups);
        }

        return (parts, written);
    }

    private static StoredStatePart Changes(long entries, BatchTime version) =>
        new($"{version.Milliseconds}-{entries}", IsSnapshot: false, entries, entries * BytesOfEntry, version);

    /// <summary>Keys are spread evenly, and parts end with a group when they are long enough.</summary>
    private static StoredStatePart[] Snapshot(int first, int groups, BatchTime version, long keys)
    {
        int groupsOfPart = (int)Math.Max(1, PartLength * Groups / (keys * BytesOfEntry));
        return
        [
            .. Enumerable.Range(first, groups).Chunk(groupsOfPart).Select(part => new StoredStatePart(
                $"s{version.Milliseconds}-{part[0]}", IsSnapshot: true, keys * part.Length / Groups, keys * part.Length * BytesOfEntry / Groups, version, part[0], part.Length)),
        ];
    }

    /// <summary>Each group is in one part of the snapshot, and every commit since the oldest of them is among the changes.</summary>
    private static void AssertHoldsEverything(IReadOnlyList<StoredStatePart> parts, int commits)
    {
        StoredStatePart[] snapshot = [.. parts.TakeWhile(part => part.IsSnapshot)];
        StoredStatePart[] changes = [.. parts.Skip(snapshot.Length)];
        Assert.DoesNotContain(changes, part => part.IsSnapshot);
        Assert.Equal(Enumerable.Range(0, Groups), snapshot.SelectMany(part => Enumerable.Range(part.FirstGroup, part.Groups)).Order());
        Assert.Equal(changes.OrderBy(part => part.Version), changes);
        long oldest = snapshot.Min(part => part.Version!.Value.Milliseconds);
        Assert.True(oldest == commits || (changes.Length > 0 && changes[^1].Version!.Value.Milliseconds == commits), "The last commit is not there.");
        Assert.All(changes, part => Assert.True(part.Version!.Value.Milliseconds > oldest));
    }
}
