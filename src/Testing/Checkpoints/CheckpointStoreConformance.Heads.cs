using System.Buffers.Binary;
using OrleansStream.Checkpoints;

namespace OrleansStream.Testing;

/// <content>The head.</content>
public abstract partial class CheckpointStoreConformance
{
    private static async Task EmptyAsync(ICheckpointStore store)
    {
        Require(await store.ReadHeadAsync(None).ConfigureAwait(false) is null, "An empty store has a head.");
        Require(await store.GetAsync("a/b", None).ConfigureAwait(false) is null, "An empty store has an object.");
        await store.DeleteAsync("a/b", None).ConfigureAwait(false);
        Require(
            await store.CompareAndSwapHeadAsync("1", new byte[] { 1 }, None).ConfigureAwait(false) is null,
            "A head was swapped for one that was never written.");
    }

    private async Task FirstHeadAsync(ICheckpointStore store)
    {
        string first = await WriteHeadAsync(store, null, [1]).ConfigureAwait(false);
        await RequireLosesAsync(store, null, "A first head was written over another one.").ConfigureAwait(false);
        await RequireHeadAsync(store, first, [1]).ConfigureAwait(false);
    }

    private async Task ReplacedHeadAsync(ICheckpointStore store)
    {
        string first = await WriteHeadAsync(store, null, [1]).ConfigureAwait(false);
        string second = await WriteHeadAsync(store, first, [2]).ConfigureAwait(false);
        Require(first != second, "Two heads have the same version.");
        await RequireLosesAsync(store, first, "A head was swapped by someone who had read an earlier one.").ConfigureAwait(false);
        await RequireLosesAsync(store, "no such version", "A head was swapped for a version that never was.").ConfigureAwait(false);
        await RequireHeadAsync(store, second, [2]).ConfigureAwait(false);
    }

    private static async Task SameHeadAsync(ICheckpointStore store)
    {
        string first = await WriteHeadAsync(store, null, [1]).ConfigureAwait(false);
        string second = await WriteHeadAsync(store, first, [1]).ConfigureAwait(false);
        Require(first != second, "The same head written again has the same version.");
        await RequireLosesAsync(store, first, "A head was swapped by someone who had read an earlier one of the same content.").ConfigureAwait(false);
    }

    private async Task HeadSizesAsync(ICheckpointStore store)
    {
        byte[] large = RandomBytes(1 << 20);
        string version = await WriteHeadAsync(store, null, large).ConfigureAwait(false);
        await RequireHeadAsync(store, version, large).ConfigureAwait(false);
        version = await WriteHeadAsync(store, version, []).ConfigureAwait(false);
        await RequireHeadAsync(store, version, []).ConfigureAwait(false);
    }

    private async Task RacingSwapsAsync(ICheckpointStore store)
    {
        string? version = null;
        for (int round = 0; round < 25; round++)
        {
            string? expected = version;
            string?[] versions = await RaceAsync(
                store, (own, racer) => own.CompareAndSwapHeadAsync(expected, new[] { racer }, None).AsTask()).ConfigureAwait(false);
            int winners = versions.Count(one => one is not null);
            Require(winners == 1, FormattableString.Invariant($"{winners} of {Racers} racers were told that they have swapped the head."));
            byte winner = (byte)Array.FindIndex(versions, one => one is not null);
            version = versions[winner]!;
            await RequireHeadAsync(store, version, [winner]).ConfigureAwait(false);
        }
    }

    private async Task CountingSwapsAsync(ICheckpointStore store)
    {
        const int Each = 20;
        await WriteHeadAsync(store, null, new byte[sizeof(int)]).ConfigureAwait(false);
        int[] failed = await RaceAsync(store, (own, _) => CountAsync(own, Each)).ConfigureAwait(false);
        StoredHead? head = await store.ReadHeadAsync(None).ConfigureAwait(false);
        int count = BinaryPrimitives.ReadInt32LittleEndian(head!.Content.Span);
        int least = Racers * Each;
        Require(
            count >= least && count <= least + failed.Sum(),
            FormattableString.Invariant($"{least} swaps that added one succeeded and {failed.Sum()} may have; the count is {count}."));
    }

    /// <summary>Adds one to the head until it has succeeded so often.</summary>
    /// <returns>How many swaps have failed, so that nobody knows.</returns>
    private static async Task<int> CountAsync(ICheckpointStore store, int times)
    {
        int failed = 0;
        while (times > 0)
        {
            StoredHead? head = await store.ReadHeadAsync(None).ConfigureAwait(false);
            Require(head is not null, "The head was gone while others swapped it.");
            byte[] next = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(next, BinaryPrimitives.ReadInt32LittleEndian(head!.Content.Span) + 1);
            try
            {
                times -= await store.CompareAndSwapHeadAsync(head.Version, next, None).ConfigureAwait(false) is null ? 0 : 1;
            }
            catch (IOException)
            {
                // A store may say that it cannot tell.
                failed++;
            }
        }

        return failed;
    }

    private async Task LatecomerAsync(ICheckpointStore store)
    {
        ICheckpointStore latecomer = await OpenAgainAsync(store).ConfigureAwait(false);
        string early = await WriteHeadAsync(store, null, [1]).ConfigureAwait(false);
        string version = early;
        for (byte i = 2; i < 10; i++)
        {
            version = await WriteHeadAsync(store, version, [i]).ConfigureAwait(false);
        }

        await RequireLosesAsync(latecomer, early, "A head was swapped by someone who had read one long gone.").ConfigureAwait(false);
        await RequireLosesAsync(latecomer, null, "A first head was written over another one.").ConfigureAwait(false);
        await RequireHeadAsync(latecomer, version, [9]).ConfigureAwait(false);
    }

    private static async Task<string> WriteHeadAsync(ICheckpointStore store, string? expected, byte[] content) =>
        await store.CompareAndSwapHeadAsync(expected, content, None).ConfigureAwait(false)
        ?? throw new StoreContractException($"The head that has replaced '{expected ?? "nothing"}' was refused although nobody else has swapped it.");

    private static async Task RequireLosesAsync(ICheckpointStore store, string? expected, string otherwise) =>
        Require(await store.CompareAndSwapHeadAsync(expected, new byte[] { 99 }, None).ConfigureAwait(false) is null, otherwise);

    private async Task RequireHeadAsync(ICheckpointStore store, string version, byte[] content)
    {
        foreach (ICheckpointStore one in new[] { store, await OpenAgainAsync(store).ConfigureAwait(false) })
        {
            StoredHead? head = await one.ReadHeadAsync(None).ConfigureAwait(false);
            Require(head is not null, "There is no head after one was written.");
            Require(head!.Version == version, $"The head has version '{head.Version}' where '{version}' was written.");
            RequireContent(head.Content, content, "The head");
        }
    }
}
