using OrleansStream.Checkpoints;

namespace OrleansStream.Testing;

/// <summary>What every checkpoint store must do. Derive from it in the tests of a store, and check each of the <see cref="Rules"/>.</summary>
/// <remarks>It needs no test framework. A rule that is broken throws <see cref="StoreContractException"/>.</remarks>
/// <example>
/// <code>
/// public class MyStoreTests : CheckpointStoreConformance
/// {
///     public static TheoryData&lt;string&gt; All => [.. Rules];
///
///     [Theory, MemberData(nameof(All))]
///     public Task Keeps(string rule) => CheckAsync(rule);
///
///     protected override ValueTask&lt;ICheckpointStore&gt; CreateEmptyAsync() => new(new MyStore(...));
/// }
/// </code>
/// </example>
public abstract partial class CheckpointStoreConformance
{
    private const int Racers = 4;

    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly (string Rule, Func<CheckpointStoreConformance, ICheckpointStore, Task> Check)[] Checks =
    [
        ("An empty store has no head and no object", static (_, store) => EmptyAsync(store)),
        ("The first head is written once", static (self, store) => self.FirstHeadAsync(store)),
        ("A head is replaced by whoever read the latest", static (self, store) => self.ReplacedHeadAsync(store)),
        ("The same head again is a new version", static (_, store) => SameHeadAsync(store)),
        ("A head may be large or empty", static (self, store) => self.HeadSizesAsync(store)),
        ("Of racing swaps exactly one wins", static (self, store) => self.RacingSwapsAsync(store)),
        ("Swaps by racers who read first add up", static (self, store) => self.CountingSwapsAsync(store)),
        ("A latecomer does not swap", static (self, store) => self.LatecomerAsync(store)),
        ("An object is created once and never changes", static (self, store) => self.CreatedOnceAsync(store)),
        ("Objects are told apart by their whole names", static (self, store) => self.SimilarNamesAsync(store)),
        ("An object may be large or empty", static (self, store) => self.ObjectSizesAsync(store)),
        ("An object that was removed can be created again", static (self, store) => self.RemovedAsync(store)),
        ("Of racing creators exactly one wins", static (self, store) => self.RacingCreatorsAsync(store)),
        ("What callers do to buffers afterwards does not show", static (self, store) => self.BuffersAsync(store)),
        ("Names that break the rule are refused", static (_, store) => NamesAsync(store)),
        ("A cancelled call is refused", static (_, store) => CancelledAsync(store)),
        ("A list, if there is one, names what is there", static (_, store) => ListAsync(store)),
    ];

    /// <summary>The rules, as sentences.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. Checks.Select(check => check.Rule)];

    /// <summary>Checks a rule on a store of its own.</summary>
    /// <param name="rule">One of <see cref="Rules"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="rule"/> is none of them.</exception>
    /// <exception cref="StoreContractException">The store breaks the rule.</exception>
    public async Task CheckAsync(string rule)
    {
        Func<CheckpointStoreConformance, ICheckpointStore, Task> check = Array.Find(Checks, candidate => candidate.Rule == rule).Check
            ?? throw new ArgumentException($"'{rule}' is none of the {nameof(Rules)}.", nameof(rule));
        await check(this, await CreateEmptyAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Makes a store without anything in it.</summary>
    protected abstract ValueTask<ICheckpointStore> CreateEmptyAsync();

    /// <summary>Opens once more what a store holds, as another process would.</summary>
    /// <param name="store">A store that <see cref="CreateEmptyAsync"/> made.</param>
    /// <returns>By default <paramref name="store"/>, which is right for stores that hold things in themselves.</returns>
    protected virtual ValueTask<ICheckpointStore> OpenAgainAsync(ICheckpointStore store) => new(store);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new StoreContractException(otherwise);
        }
    }

    private static void RequireContent(ReadOnlyMemory<byte>? found, ReadOnlySpan<byte> expected, string what)
    {
        Require(found is not null, $"{what} is not there.");
        Require(found!.Value.Span.SequenceEqual(expected), $"{what} is not what was written.");
    }

    private static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
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

    /// <summary>Lets several callers, each with a store of its own, go at the same moment.</summary>
    private async Task<T[]> RaceAsync<T>(ICheckpointStore store, Func<ICheckpointStore, byte, Task<T>> run)
    {
        var stores = new ICheckpointStore[Racers];
        for (int i = 0; i < Racers; i++)
        {
            stores[i] = await OpenAgainAsync(store).ConfigureAwait(false);
        }

        using var start = new Barrier(Racers);
        return await Task.WhenAll(stores.Select((own, racer) => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return run(own, (byte)racer);
            },
            None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap())).ConfigureAwait(false);
    }
}
