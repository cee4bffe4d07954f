using OrleansStream.Storage;

namespace OrleansStream.Testing;

/// <summary>What every object store must do. Derive from it in the tests of a store, and check each of the <see cref="Rules"/>.</summary>
/// <remarks>It needs no test framework. A rule that is broken throws <see cref="StoreContractException"/>. See <see cref="CheckpointStoreConformance"/> for how
/// it is used.</remarks>
public abstract class ObjectStoreConformance
{
    private const int Racers = 4;
    private const int ManyObjects = 1200;

    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly (string Rule, Func<ObjectStoreConformance, IObjectStore, Task> Check)[] Checks =
    [
        ("An empty store has nothing", static (_, store) => EmptyAsync(store)),
        ("An object is created once", static (_, store) => CreatedOnceAsync(store)),
        ("Of racing creators one wins", static (self, store) => self.RacingCreatorsAsync(store)),
        ("An object is replaced by who knows its version", static (_, store) => ReplacedAsync(store)),
        ("Of racing replacements one wins", static (self, store) => self.RacingReplacementsAsync(store)),
        ("A copy is made once", static (_, store) => CopiedAsync(store)),
        ("An object may be large or empty", static (_, store) => SizesAsync(store)),
        ("Names are told apart by all their characters", static (self, store) => self.NamesAsync(store)),
        ("An object that was removed can be created again", static (_, store) => RemovedAsync(store)),
        ("A list tells names, lengths and versions", static (self, store) => self.ListedAsync(store)),
        ("A list may be long", static (_, store) => LongListAsync(store)),
        ("Arguments that cannot be are refused", static (_, store) => ArgumentsAsync(store)),
        ("A cancelled call is refused", static (_, store) => CancelledAsync(store)),
    ];

    /// <summary>The rules, as sentences.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. Checks.Select(check => check.Rule)];

    /// <summary>Checks a rule on a store of its own.</summary>
    /// <param name="rule">One of <see cref="Rules"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="rule"/> is none of them.</exception>
    /// <exception cref="StoreContractException">The store breaks the rule.</exception>
    public async Task CheckAsync(string rule)
    {
        Func<ObjectStoreConformance, IObjectStore, Task> check = Array.Find(Checks, candidate => candidate.Rule == rule).Check
            ?? throw new ArgumentException($"'{rule}' is none of the {nameof(Rules)}.", nameof(rule));
        await check(this, await CreateEmptyAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Whether an object may lie below another one, <c>a/b</c> below <c>a</c>, as in services that know no folders: true by default. False for a store over a file
    /// system, which refuses the second one with <see cref="ObjectStoreException"/>.</summary>
    protected virtual bool ObjectsMayNest => true;

    /// <summary>Makes a store without anything in it.</summary>
    protected abstract ValueTask<IObjectStore> CreateEmptyAsync();

    /// <summary>Opens once more what a store holds, as another process would.</summary>
    /// <param name="store">A store that <see cref="CreateEmptyAsync"/> made.</param>
    /// <returns>By default <paramref name="store"/>, which is right for stores that hold things in themselves.</returns>
    protected virtual ValueTask<IObjectStore> OpenAgainAsync(IObjectStore store) => new(store);

    private static async Task EmptyAsync(IObjectStore store)
    {
        Require(await ReadAsync(store, "a/b").ConfigureAwait(false) is null, "An empty store has an object.");
        await RequireListAsync(store, "").ConfigureAwait(false);
        await store.DeleteAsync("a/b", None).ConfigureAwait(false);
        Require(await store.TryReplaceAsync("a/b", "1", new byte[] { 1 }, None).ConfigureAwait(false) is null, "An object was replaced that never was.");
        Require(await store.TryCopyAsync("a/b", "c", None).ConfigureAwait(false) == ObjectCopy.SourceMissing, "What is not there was copied.");
        Require(await ReadAsync(store, "c").ConfigureAwait(false) is null, "The copy of what is not there is there.");
    }

    private static async Task CreatedOnceAsync(IObjectStore store)
    {
        string? version = await CreateAsync(store, "a/b", [1, 2]).ConfigureAwait(false);
        Require(version is not null, "An object was not created where there was none.");
        Require(await CreateAsync(store, "a/b", [3]).ConfigureAwait(false) is null, "An object was created where there was one.");
        await RequireObjectAsync(store, "a/b", [1, 2], version!).ConfigureAwait(false);
    }

    private async Task RacingCreatorsAsync(IObjectStore store)
    {
        for (int round = 0; round < 10; round++)
        {
            string name = FormattableString.Invariant($"round-{round}");
            string?[] versions = await RaceAsync(store, (own, racer) => CreateAsync(own, name, [racer])).ConfigureAwait(false);
            await RequireOneWonAsync(store, name, versions).ConfigureAwait(false);
        }
    }

    private static async Task ReplacedAsync(IObjectStore store)
    {
        string first = (await CreateAsync(store, "a", [1]).ConfigureAwait(false))!;
        string? second = await store.TryReplaceAsync("a", first, new byte[] { 2 }, None).ConfigureAwait(false);
        Require(second is not null && second != first, $"Version '{first}' was replaced, and the next one is '{second}'.");
        Require(await store.TryReplaceAsync("a", first, new byte[] { 3 }, None).ConfigureAwait(false) is null, "A version was replaced that had been before.");
        Require(await store.TryReplaceAsync("a", "no such version", new byte[] { 3 }, None).ConfigureAwait(false) is null, "A version was replaced that never was.");
        await RequireObjectAsync(store, "a", [2], second!).ConfigureAwait(false);
        await store.DeleteAsync("a", None).ConfigureAwait(false);
        Require(await store.TryReplaceAsync("a", second!, new byte[] { 3 }, None).ConfigureAwait(false) is null, "An object was replaced that was removed.");
    }

    private async Task RacingReplacementsAsync(IObjectStore store)
    {
        string version = (await CreateAsync(store, "a", [99]).ConfigureAwait(false))!;
        for (byte round = 0; round < 10; round++)
        {
            string expected = version;
            byte number = round;
            string?[] versions = await RaceAsync(
                store, (own, racer) => own.TryReplaceAsync("a", expected, new[] { racer, number }, None).AsTask()).ConfigureAwait(false);
            version = await RequireOneWonAsync(store, "a", versions, number).ConfigureAwait(false);
        }
    }

    private static async Task CopiedAsync(IObjectStore store)
    {
        byte[] content = RandomBytes(100_000);
        await CreateAsync(store, "staged/a b", content).ConfigureAwait(false);
        Require(await store.TryCopyAsync("staged/a b", "shown/a b", None).ConfigureAwait(false) == ObjectCopy.Made, "A copy was not made.");
        Require(Same(await ReadAsync(store, "shown/a b").ConfigureAwait(false), content), "A copy is not what was copied.");
        await CreateAsync(store, "staged/c", [1]).ConfigureAwait(false);
        Require(
            await store.TryCopyAsync("staged/c", "shown/a b", None).ConfigureAwait(false) == ObjectCopy.TargetExists, "A copy was made where there was an object.");
        Require(Same(await ReadAsync(store, "shown/a b").ConfigureAwait(false), content), "An object was replaced by a copy.");
        Require(Same(await ReadAsync(store, "staged/a b").ConfigureAwait(false), content), "What was copied is not what it was.");
    }

    private static async Task SizesAsync(IObjectStore store)
    {
        foreach (int length in new[] { 0, 1, 65_537, (9 << 20) + 1 })
        {
            string name = FormattableString.Invariant($"object-{length}");
            Require(await CreateAsync(store, name, RandomBytes(length)).ConfigureAwait(false) is not null, $"'{name}' was not created.");
            Require(Same(await ReadAsync(store, name).ConfigureAwait(false), RandomBytes(length)), $"'{name}' is not what was written.");
        }
    }

    private async Task NamesAsync(IObjectStore store)
    {
        string[] nested = ["a/b", "a/b/c"];
        string[] names = ["a", .. ObjectsMayNest ? nested : [], "A", "a b", "a+b", "a%20b", "a~b", ".a/_b", "a=b&c", "\u00e4"];
        for (byte i = 0; i < names.Length; i++)
        {
            Require(await CreateAsync(store, names[i], [i]).ConfigureAwait(false) is not null, $"'{names[i]}' was taken for another object.");
        }

        for (byte i = 0; i < names.Length; i++)
        {
            Require(Same(await ReadAsync(store, names[i]).ConfigureAwait(false), [i]), $"'{names[i]}' is not what was written.");
        }

        await RequireListAsync(store, "", [.. names.Order(StringComparer.Ordinal)]).ConfigureAwait(false);
        if (!ObjectsMayNest)
        {
            await RequireThrowsAsync<ObjectStoreException>("Creating an object below another one", () => CreateAsync(store, "a/b", [1])).ConfigureAwait(false);
            await RequireThrowsAsync<ObjectStoreException>("Creating an object above another one", () => CreateAsync(store, ".a", [1])).ConfigureAwait(false);
            Require(await ReadAsync(store, "a/b").ConfigureAwait(false) is null && await ReadAsync(store, ".a").ConfigureAwait(false) is null, "An object that was refused is there.");
            await store.DeleteAsync(".a", None).ConfigureAwait(false);
            Require(await ReadAsync(store, ".a/_b").ConfigureAwait(false) is not null, "Removing what is no object has removed what is below it.");
        }
    }

    private static async Task RemovedAsync(IObjectStore store)
    {
        await CreateAsync(store, "a/1", [1]).ConfigureAwait(false);
        await CreateAsync(store, "a/2", [2]).ConfigureAwait(false);
        await store.DeleteAsync("a/1", None).ConfigureAwait(false);
        await store.DeleteAsync("a/1", None).ConfigureAwait(false);
        Require(await ReadAsync(store, "a/1").ConfigureAwait(false) is null, "A removed object is still there.");
        await RequireListAsync(store, "", "a/2").ConfigureAwait(false);
        Require(await CreateAsync(store, "a/1", [3]).ConfigureAwait(false) is not null, "An object could not be created where one was removed.");
    }

    private async Task ListedAsync(IObjectStore store)
    {
        string[] names = [.. ObjectsMayNest ? ["a"] : Array.Empty<string>(), "a/1", "a/2", "ab/3"];
        foreach (string name in names)
        {
            string? version = await CreateAsync(store, name, RandomBytes(name.Length)).ConfigureAwait(false);
            ObjectInfo info = (await ListAsync(store, name).ConfigureAwait(false)).Single(one => one.Name == name);
            Require(info.Length == name.Length && info.Version == version, $"'{name}' was written as version '{version}' with {name.Length} bytes; the list says {info}.");
            Require(info.Modified > DateTimeOffset.UnixEpoch, $"'{name}' was last written at {info.Modified:O}, says the list.");
        }

        await RequireListAsync(store, "", names).ConfigureAwait(false);
        await RequireListAsync(store, "a/", "a/1", "a/2").ConfigureAwait(false);
        await RequireListAsync(store, "b").ConfigureAwait(false);
    }

    private static async Task LongListAsync(IObjectStore store)
    {
        string[] names = [.. Enumerable.Range(0, ManyObjects).Select(i => FormattableString.Invariant($"many/{i:D5}"))];
        await Parallel.ForEachAsync(names, async (name, _) => await CreateAsync(store, name, []).ConfigureAwait(false)).ConfigureAwait(false);
        await RequireListAsync(store, "many/", names).ConfigureAwait(false);
    }

    private static async Task ArgumentsAsync(IObjectStore store)
    {
        using var content = new MemoryStream();
        await RequireThrowsAsync<ArgumentException>("Reading ''", () => store.OpenReadAsync("", None).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<ArgumentException>("Creating ''", () => store.TryCreateAsync("", content, None).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<ArgumentNullException>("Creating of nothing", () => store.TryCreateAsync("a", null!, None).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<ArgumentException>("Replacing ''", () => store.TryReplaceAsync("", "1", default, None).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<ArgumentException>("Replacing version ''", () => store.TryReplaceAsync("a", "", default, None).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<ArgumentException>("Copying ''", () => store.TryCopyAsync("", "a", None).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<ArgumentException>("Copying to ''", () => store.TryCopyAsync("a", "", None).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<ArgumentException>("Removing ''", () => store.DeleteAsync("", None).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<ArgumentNullException>("Listing nothing", () => ListAsync(store, null!)).ConfigureAwait(false);
    }

    private static async Task CancelledAsync(IObjectStore store)
    {
        var cancelled = new CancellationToken(canceled: true);
        using var content = new MemoryStream([1]);
        await RequireThrowsAsync<OperationCanceledException>("Reading", () => store.OpenReadAsync("a", cancelled).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<OperationCanceledException>("Creating", () => store.TryCreateAsync("a", content, cancelled).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<OperationCanceledException>("Replacing", () => store.TryReplaceAsync("a", "1", default, cancelled).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<OperationCanceledException>("Copying", () => store.TryCopyAsync("a", "b", cancelled).AsTask()).ConfigureAwait(false);
        await RequireThrowsAsync<OperationCanceledException>("Removing", () => store.DeleteAsync("a", cancelled).AsTask()).ConfigureAwait(false);
        await EmptyAsync(store).ConfigureAwait(false);
    }

    private static async Task<string?> CreateAsync(IObjectStore store, string name, byte[] content)
    {
        using var stream = new MemoryStream(content, writable: false);
        return await store.TryCreateAsync(name, stream, None).ConfigureAwait(false);
    }

    private static async Task<byte[]?> ReadAsync(IObjectStore store, string name)
    {
        await using ObjectContent? found = await store.OpenReadAsync(name, None).ConfigureAwait(false);
        if (found is null)
        {
            return null;
        }

        using var content = new MemoryStream();
        await found.Stream.CopyToAsync(content, None).ConfigureAwait(false);
        Require(content.Length == found.Length, FormattableString.Invariant($"'{name}' is said to have {found.Length} bytes, and has {content.Length}."));
        return content.ToArray();
    }

    private static async Task<List<ObjectInfo>> ListAsync(IObjectStore store, string prefix)
    {
        var found = new List<ObjectInfo>();
        await foreach (ObjectInfo info in store.ListAsync(prefix, None).ConfigureAwait(false))
        {
            found.Add(info);
        }

        return found;
    }

    private static async Task RequireListAsync(IObjectStore store, string prefix, params string[] expected)
    {
        string[] found = [.. (await ListAsync(store, prefix).ConfigureAwait(false)).Select(info => info.Name).Order(StringComparer.Ordinal)];
        Require(found.SequenceEqual(expected), $"The names that begin with '{prefix}' are {string.Join(", ", expected)}; the store lists {string.Join(", ", found)}.");
    }

    private static async Task RequireObjectAsync(IObjectStore store, string name, byte[] content, string version)
    {
        Require(Same(await ReadAsync(store, name).ConfigureAwait(false), content), $"'{name}' is not what was written.");
        await using ObjectContent? found = await store.OpenReadAsync(name, None).ConfigureAwait(false);
        Require(found!.Version == version, $"'{name}' has version '{found.Version}' where '{version}' was written.");
    }

    private static async Task<string> RequireOneWonAsync(IObjectStore store, string name, string?[] versions, params byte[] after)
    {
        int winners = versions.Count(version => version is not null);
        Require(winners == 1, FormattableString.Invariant($"{winners} of {Racers} racers were told that they have written '{name}'."));
        byte winner = (byte)Array.FindIndex(versions, version => version is not null);
        await RequireObjectAsync(store, name, [winner, .. after], versions[winner]!).ConfigureAwait(false);
        return versions[winner]!;
    }

    private async Task<string?[]> RaceAsync(IObjectStore store, Func<IObjectStore, byte, Task<string?>> write)
    {
        var stores = new IObjectStore[Racers];
        for (int i = 0; i < Racers; i++)
        {
            stores[i] = await OpenAgainAsync(store).ConfigureAwait(false);
        }

        return await Task.WhenAll(stores.Select((own, racer) => Task.Run(() => write(own, (byte)racer)))).ConfigureAwait(false);
    }

    private static bool Same(byte[]? found, byte[] expected) => found is not null && found.AsSpan().SequenceEqual(expected);

    private static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new StoreContractException(otherwise);
        }
    }

    private static async Task RequireThrowsAsync<TError>(string what, Func<Task> call)
        where TError : Exception
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (TError)
        {
            return;
        }
        catch (Exception error)
        {
            throw new StoreContractException($"{what} must throw {typeof(TError).Name} and threw {error.GetType().Name}.", error);
        }

        throw new StoreContractException($"{what} must throw {typeof(TError).Name} and threw nothing.");
    }
}
