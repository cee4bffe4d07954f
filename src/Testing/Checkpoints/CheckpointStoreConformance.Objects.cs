using OrleansStream.Checkpoints;

namespace OrleansStream.Testing;

/// <content>The objects.</content>
public abstract partial class CheckpointStoreConformance
{
    private async Task CreatedOnceAsync(ICheckpointStore store)
    {
        Require(await CreateAsync(store, "job/state-1.bin", [1]).ConfigureAwait(false), "An object was not created where there was none.");
        Require(!await CreateAsync(store, "job/state-1.bin", [2]).ConfigureAwait(false), "An object was created where there was one.");
        Require(!await CreateAsync(store, "job/state-1.bin", [1]).ConfigureAwait(false), "An object was created where the same one was.");
        await RequireObjectAsync(store, "job/state-1.bin", [1]).ConfigureAwait(false);
    }

    private async Task SimilarNamesAsync(ICheckpointStore store)
    {
        string[] names = ["a", "a/b", "a/b/c", "a-b", "a.b", "a_b", "a/b.c", ".a", "ab", new string('x', 200), new string('x', 199), "head-1", "layout"];
        for (byte i = 0; i < names.Length; i++)
        {
            Require(await CreateAsync(store, names[i], [i]).ConfigureAwait(false), $"'{names[i]}' was taken for another object.");
        }

        for (byte i = 0; i < names.Length; i++)
        {
            await RequireObjectAsync(store, names[i], [i]).ConfigureAwait(false);
        }

        Require(await store.ReadHeadAsync(None).ConfigureAwait(false) is null, "An object was taken for the head.");
    }

    private async Task ObjectSizesAsync(ICheckpointStore store)
    {
        foreach (int length in new[] { 0, 1, 4095, 4096, 65_537, (9 << 20) + 1 })
        {
            string name = FormattableString.Invariant($"object-{length}");
            Require(await CreateAsync(store, name, RandomBytes(length)).ConfigureAwait(false), $"'{name}' was not created.");
            await RequireObjectAsync(store, name, RandomBytes(length)).ConfigureAwait(false);
        }
    }

    private async Task RemovedAsync(ICheckpointStore store)
    {
        await CreateAsync(store, "a/1", [1]).ConfigureAwait(false);
        await CreateAsync(store, "a/2", [2]).ConfigureAwait(false);
        await store.DeleteAsync("a/1", None).ConfigureAwait(false);
        await store.DeleteAsync("a/1", None).ConfigureAwait(false);
        Require(await store.GetAsync("a/1", None).ConfigureAwait(false) is null, "A removed object is still there.");
        await RequireObjectAsync(store, "a/2", [2]).ConfigureAwait(false);
        Require(await CreateAsync(store, "a/1", [3]).ConfigureAwait(false), "An object could not be created where one was removed.");
        await RequireObjectAsync(store, "a/1", [3]).ConfigureAwait(false);
    }

    private async Task RacingCreatorsAsync(ICheckpointStore store)
    {
        for (int round = 0; round < 25; round++)
        {
            string name = FormattableString.Invariant($"round-{round}");
            bool sameContent = round % 2 == 1;
            bool[] won = await RaceAsync(
                store, (own, racer) => own.CreateOnceAsync(name, new[] { sameContent ? (byte)7 : racer }, None).AsTask()).ConfigureAwait(false);
            int winners = won.Count(one => one);
            Require(winners == 1, FormattableString.Invariant($"{winners} of {Racers} racers were told that they have created '{name}'."));
            await RequireObjectAsync(store, name, [sameContent ? (byte)7 : (byte)Array.IndexOf(won, true)]).ConfigureAwait(false);
        }
    }

    private async Task BuffersAsync(ICheckpointStore store)
    {
        byte[] buffer = [1];
        string? version = await store.CompareAndSwapHeadAsync(null, buffer, None).ConfigureAwait(false);
        await store.CreateOnceAsync("object", buffer, None).ConfigureAwait(false);
        buffer[0] = 9;
        await RequireHeadAsync(store, version!, [1]).ConfigureAwait(false);
        await RequireObjectAsync(store, "object", [1]).ConfigureAwait(false);
    }

    private static async Task NamesAsync(ICheckpointStore store)
    {
        foreach (string name in new[] { "", "/a", "a/", "a//b", "a b", "A", "../a", "a/./b", "a/..", "a.", "a+b", "a\\b", "a:b", "\u00e4", new string('x', 201) })
        {
            await RequireThrowsAsync<ArgumentException>($"Creating '{name}'", () => store.CreateOnceAsync(name, default, None).AsTask()).ConfigureAwait(false);
            await RequireThrowsAsync<ArgumentException>($"Reading '{name}'", () => store.GetAsync(name, None).AsTask()).ConfigureAwait(false);
            await RequireThrowsAsync<ArgumentException>($"Removing '{name}'", () => store.DeleteAsync(name, None).AsTask()).ConfigureAwait(false);
        }
    }

    private static async Task CancelledAsync(ICheckpointStore store)
    {
        var cancelled = new CancellationToken(canceled: true);
        await RequireThrowsAsync<OperationCanceledException>("Reading the head", () => store.ReadHeadAsync(cancelled).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<OperationCanceledException>(
            "Swapping the head", () => store.CompareAndSwapHeadAsync(null, default, cancelled).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<OperationCanceledException>("Reading", () => store.GetAsync("a", cancelled).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<OperationCanceledException>("Creating", () => store.CreateOnceAsync("a", default, cancelled).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<OperationCanceledException>("Removing", () => store.DeleteAsync("a", cancelled).AsTask()).ConfigureAwait(false);
        await EmptyAsync(store).ConfigureAwait(false);
    }

    private static async Task ListAsync(ICheckpointStore store)
    {
        if (store is not IListingCheckpointStore listing)
        {
            return;
        }

        await RequireListAsync(listing, "").ConfigureAwait(false);
        await WriteHeadAsync(store, null, [1]).ConfigureAwait(false);
        foreach (string name in new[] { "a", "a/1", "a/2", "ab/3" })
        {
            await CreateAsync(store, name, [1]).ConfigureAwait(false);
        }

        await store.DeleteAsync("a/2", None).ConfigureAwait(false);
        await RequireListAsync(listing, "", "a", "a/1", "ab/3").ConfigureAwait(false);
        await RequireListAsync(listing, "a/", "a/1").ConfigureAwait(false);
        await RequireListAsync(listing, "b").ConfigureAwait(false);
    }

    private static async Task RequireListAsync(IListingCheckpointStore store, string prefix, params string[] expected)
    {
        var found = new List<string>();
        await foreach (string name in store.ListAsync(prefix, None).ConfigureAwait(false))
        {
            found.Add(name);
        }

        Require(
            found.Order(StringComparer.Ordinal).SequenceEqual(expected),
            $"The names that begin with '{prefix}' are {string.Join(", ", expected)}; the store lists {string.Join(", ", found)}.");
    }

    private static async Task<bool> CreateAsync(ICheckpointStore store, string name, byte[] content) =>
        await store.CreateOnceAsync(name, content, None).ConfigureAwait(false);

    private async Task RequireObjectAsync(ICheckpointStore store, string name, byte[] content)
    {
        foreach (ICheckpointStore one in new[] { store, await OpenAgainAsync(store).ConfigureAwait(false) })
        {
            RequireContent(await one.GetAsync(name, None).ConfigureAwait(false), content, $"'{name}'");
        }
    }
}
