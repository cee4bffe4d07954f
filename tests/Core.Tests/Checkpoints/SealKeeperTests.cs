using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Batches;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>Seals that a head does not store itself come back as they were, and nothing of them is left when they are forgotten.</summary>
public class SealKeeperTests
{
    [Fact]
    public async Task WhatIsRememberedComesBackAfterEveryCommit()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var store = new InMemoryCheckpointStore();
            var objects = new CheckpointObjects(store);
            int[] durations = [.. Enumerable.Range(0, 3).Select(_ => random.Next(1, 400))];
            Head head = DeciderWorld.FirstHead with { Remembered = [] };
            for (int commit = 1; commit < 700; commit++)
            {
                // Now and then a source has nothing, and one forgets as it likes.
                IEnumerable<BatchSeal> added = durations.Select((_, source) => Seal(commit, $"source-{source}")).Where(_ => random.Next(10) > 0);
                BatchSeal[] remembered = [.. head.Remembered.Where(one => IsRemembered(one, commit, durations, random)), .. added];
                Head before = head;
                head = head with { Remembered = remembered, Seals = await SealKeeper.NextAsync(head, remembered, new CommitObjects(objects, $"1-{commit}"), default) };
                foreach (string unlinked in before.KeptSeals.Select(kept => kept.Object).Except(head.KeptSeals.Select(kept => kept.Object)))
                {
                    await objects.TryDeleteAsync(unlinked, default);
                }

                Assert.Equal(
                    head.KeptSeals.Select(kept => kept.Object).Order(StringComparer.Ordinal),
                    (await store.ListAsync("", default).ToArrayAsync()).Order(StringComparer.Ordinal));
                if (random.Next(20) == 0)
                {
                    Head stored = HeadFormat.Decode(new StoredHead("1", HeadFormat.Encode(head)), store);
                    Assert.InRange(stored.Remembered.Count, 0, durations.Length * SealKeeper.Few);
                    head = await SealKeeper.CompleteAsync(stored, objects, default);
                    Assert.Equal(Texts(remembered), Texts(head.Remembered));
                    Assert.Equal(head.Remembered.OrderBy(one => one.Time), head.Remembered);
                }
            }
        }
    }

    [Fact]
    public async Task AHeadOfALongWindowStaysSmall()
    {
        const int Batches = 1000;
        var objects = new CheckpointObjects(new InMemoryCheckpointStore());
        Head head = DeciderWorld.FirstHead with { Remembered = [] };
        for (int commit = 1; commit <= Batches + 100; commit++)
        {
            BatchSeal[] remembered = [.. head.Remembered.TakeLast(Batches - 1), OfTopic(commit, partitions: 8)];
            head = head with
            {
                Remembered = remembered,
                Seals = await SealKeeper.NextAsync(head, remembered, new CommitObjects(objects, $"1-{commit}"), default),
                Datasets = [.. head.KeptDatasets.TakeLast(Batches - 1), new KeptBatches(new BatchTime(commit), new BatchTime(commit), $"datasets/1-{commit}")],
                Prepared = [.. Enumerable.Range(0, 100).Select(output => new PreparedOutput(new BatchTime(commit), $"SaveAsTextFiles-{output}", new byte[40]))],
            };
        }

        Assert.Equal(Batches, head.Remembered.Count);
        Assert.True(HeadFormat.Encode(head with { Seals = null }).Length > 300_000);
        Assert.InRange(HeadFormat.Encode(head).Length, 1, 80_000);
    }

    [Fact]
    public async Task SealsThatAreGoneAreNamed()
    {
        var store = new InMemoryCheckpointStore();
        BatchSeal[] remembered = [.. Enumerable.Range(1, SealKeeper.Few).Select(batch => Seal(batch, "source"))];
        Head head = DeciderWorld.FirstHead with { Remembered = remembered };
        head = head with { Seals = await SealKeeper.NextAsync(head, remembered, new CommitObjects(new CheckpointObjects(store), "1-1"), default) };
        await new HeadKeeper(store).ClaimAsync(_ => head, default);
        Head claimed = await new HeadKeeper(store).ClaimAsync(stored => stored!, default);
        Assert.Equal(Texts(remembered), Texts(claimed.Remembered));
        await store.DeleteAsync(head.KeptSeals[0].Object, default);
        CheckpointDamagedException error = await Assert.ThrowsAsync<CheckpointDamagedException>(() => new HeadKeeper(store).ClaimAsync(stored => stored!, default));
        Assert.Contains(head.KeptSeals[0].Object, error.Message, StringComparison.Ordinal);
        Assert.Contains((await (await CheckpointInspector.OpenAsync(store)).VerifyAsync()).Faults, fault => fault.ObjectName == head.KeptSeals[0].Object);
    }

    private static bool IsRemembered(BatchSeal one, int commit, int[] durations, Random random)
    {
        int source = one.Seal.Source[^1] - '0';
        return commit - one.Time.Milliseconds < durations[source] && (source != 0 || random.Next(2000) > 0);
    }

    private static BatchSeal Seal(long time, string source) => new(new BatchTime(time), new SourceSeal(source, time, $"up to {time}", new byte[] { (byte)time }));

    private static BatchSeal OfTopic(int batch, int partitions) => new(
        new BatchTime(batch),
        new SourceSeal(
            "Orders",
            1000 * partitions,
            string.Join(", ", Enumerable.Range(0, partitions).Select(partition => $"orders-{partition}: {batch * 1000}..{(batch + 1) * 1000}")),
            new byte[partitions * 20]));

    private static IEnumerable<string> Texts(IEnumerable<BatchSeal> seals) =>
        seals.Select(one => $"{one.Time} {one.Seal.Source} {one.Seal.Records} {one.Seal.Description} {Convert.ToHexString(one.Seal.Content.Span)}").Order(StringComparer.Ordinal);
}
