using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    /// <summary>Takes a random part of the records; how many is random too.</summary>
    /// <param name="withReplacement">Whether a record may be taken more than once: then as often as a Poisson number says, otherwise once with
    /// the probability <paramref name="fraction"/>.</param>
    /// <param name="fraction">How often a record is taken on average: 0 or more, without replacement at most 1.</param>
    /// <param name="seed">The same seed takes the same places of the same dataset, in every process and run; there is no other source of chance.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> breaks its rule.</exception>
    /// <remarks>The order of records stays.</remarks>
    public Rdd<T> Sample(bool withReplacement, double fraction, long seed = 0)
    {
        if (!(fraction >= 0 && double.IsFinite(fraction)))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A fraction is a number and not negative.");
        }

        if (!withReplacement)
        {
            return fraction <= 1 ? Between(0, fraction, seed, OperatorInfo.OfRdd("Sample")) : throw new ArgumentOutOfRangeException(
                nameof(fraction), fraction, "Without replacement a record is taken at most once, so the fraction is at most 1.");
        }

        var lottery = new Lottery(seed);
        return new EmitRdd<(T Value, long Id), T>(
            ZipWithUniqueId(),
            (record, emitter) =>
            {
                for (int times = lottery.Poisson(record.Id, fraction); times > 0; times--)
                {
                    emitter.Emit(record.Value);
                }
            },
            OperatorInfo.OfRdd("Sample"));
    }

    /// <summary>Splits the records at random: each goes into exactly one of the results.</summary>
    /// <param name="weights">How the records are shared out on average; each 0 or more, in sum above 0. There is one result for each.</param>
    /// <param name="seed">The same seed splits the same dataset in the same way, in every process and run.</param>
    /// <exception cref="ArgumentNullException"><paramref name="weights"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="weights"/> breaks its rule.</exception>
    /// <remarks>Each result computes this dataset again.</remarks>
    public IReadOnlyList<Rdd<T>> RandomSplit(IEnumerable<double> weights, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(weights);
        double[] shares = [.. weights];
        double sum = shares.Sum();
        if (!Array.TrueForAll(shares, share => share >= 0) || !(sum > 0 && double.IsFinite(sum)))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"weights are [{string.Join(", ", shares)}]; each must be 0 or more, and their sum above 0."), nameof(weights));
        }

        var parts = new Rdd<T>[shares.Length];
        double before = 0;
        int last = Array.FindLastIndex(shares, share => share > 0);
        for (int i = 0; i < shares.Length; i++)
        {
            double end = before + shares[i];

            // Rounding must not leave a gap at the end.
            parts[i] = Between(before / sum, i >= last ? 1 : end / sum, seed, OperatorInfo.OfRdd("RandomSplit"));
            before = i >= last ? sum : end;
        }

        return parts;
    }

    /// <summary>Takes a number of records at random, in random order.</summary>
    /// <param name="withReplacement">Whether a record may be taken more than once.</param>
    /// <param name="count">How many: exactly so many with replacement from a dataset with records, otherwise at most as many as there are. 0 or more.</param>
    /// <param name="seed">The same seed takes the same places of the same dataset, in every process and run; there is no other source of chance.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    /// <remarks>With replacement the dataset is computed twice.</remarks>
    public async Task<IReadOnlyList<T>> TakeSampleAsync(
        bool withReplacement, int count, long seed = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0)
        {
            return [];
        }

        var lottery = new Lottery(seed);
        if (!withReplacement)
        {
            // The records with the smallest lots: each set of places is as likely as any other.
            var byLot = Comparer<(T Value, ulong Lot)>.Create((left, right) => left.Lot.CompareTo(right.Lot));
            Rdd<(T Value, ulong Lot)> lots = ZipWithUniqueId().Map<(T Value, ulong Lot)>(record => (record.Value, lottery.Draw(record.Id)));
            IReadOnlyList<(T Value, ulong Lot)> drawn = await lots
                .SmallestAsync("TakeSample", count, byLot, cancellationToken).ConfigureAwait(false);
            return [.. drawn.Select(record => record.Value)];
        }

        long[] counts = await Scope.Job.Dispatcher.RunAsync(this, new CountAction<T>(), partitions: null, cancellationToken).ConfigureAwait(false);
        long total = counts.Sum();
        if (total == 0)
        {
            return [];
        }

        long[] ids = [.. Enumerable.Range(0, count).Select(draw => UniqueIdAt((long)Math.BigMul(lottery.Draw(draw), (ulong)total, out _), counts))];
        var wanted = ids.ToHashSet();
        IReadOnlyList<(T Value, long Id)> found =
            await ZipWithUniqueId().Filter(record => wanted.Contains(record.Id)).CollectAsync(cancellationToken).ConfigureAwait(false);
        var values = found.ToDictionary(static record => record.Id, static record => record.Value);
        return [.. ids.Select(id => values[id])];
    }

    /// <summary>The records whose random number lies from one bound up to another.</summary>
    private MapRdd<(T Value, long Id), T> Between(double from, double to, long seed, OperatorInfo info)
    {
        var lottery = new Lottery(seed);
        var kept = new FilterRdd<(T Value, long Id)>(
            ZipWithUniqueId(), record => lottery.Uniform(record.Id) is var number && number >= from && number < to, info);
        return new MapRdd<(T Value, long Id), T>(kept, static record => record.Value, info);
    }

    /// <summary>The unique id of the record at a place of the whole dataset.</summary>
    private static long UniqueIdAt(long place, long[] counts)
    {
        int partition = 0;
        while (place >= counts[partition])
        {
            place -= counts[partition++];
        }

        return (place * counts.Length) + partition;
    }
}
