using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    /// <summary>Makes a dataset of records in memory, outside any batch: for batch work, for queues, and to bring together with a batch's dataset.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="records">The records; read at once.</param>
    /// <param name="partitions">How many partitions to cut them into; by default <see cref="StreamingContextOptions.DefaultPartitions"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="records"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <remarks>Actions on such datasets need no start and no stream; disposing of the context ends those that are under way.</remarks>
    public Rdd<T> Parallelize<T>(IEnumerable<T> records, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(records);
        return SequenceRdd<T>.Cut(StaticScope, records.ToArray(), PartitionsOr(partitions), OperatorInfo.OfRdd("Parallelize"));
    }

    /// <summary>Another name of <see cref="Parallelize"/>.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="records">The records; read at once.</param>
    /// <param name="partitions">How many partitions to cut them into; by default <see cref="StreamingContextOptions.DefaultPartitions"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="records"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    public Rdd<T> MakeRdd<T>(IEnumerable<T> records, int? partitions = null) => Parallelize(records, partitions);

    /// <summary>Makes a dataset of numbers at equal distances, without holding them in memory.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="end">Where to stop; not included.</param>
    /// <param name="step">The distance; not 0. With a negative one numbers fall.</param>
    /// <param name="partitions">How many partitions to cut them into; by default <see cref="StreamingContextOptions.DefaultPartitions"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is 0, or <paramref name="partitions"/> below 1.</exception>
    public Rdd<long> Range(long start, long end, long step = 1, int? partitions = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(step);
        Int128 distance = step > 0 ? (Int128)end - start : (Int128)start - end;
        Int128 width = Int128.Abs(step);
        ulong count = distance <= 0 ? 0 : (ulong)((distance + width - 1) / width);
        return new RangeRdd(StaticScope, start, step, count, PartitionsOr(partitions), OperatorInfo.OfRdd("Range"));
    }

    /// <summary>Makes a dataset without records and without partitions.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    public Rdd<T> EmptyRdd<T>() => new SequenceRdd<T>(StaticScope, [], OperatorInfo.OfRdd("EmptyRdd"));

    /// <summary>The records of several datasets, one dataset after the other.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="datasets">The datasets; none give an empty one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="datasets"/> is null.</exception>
    /// <exception cref="ArgumentException">One of <paramref name="datasets"/> is null, or they belong to different contexts.</exception>
    public Rdd<T> Union<T>(params IEnumerable<Rdd<T>> datasets)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        Rdd<T>[] parents = [.. datasets];
        if (Array.Exists(parents, parent => parent is null))
        {
            throw new ArgumentException("datasets holds null in place of a dataset.", nameof(datasets));
        }

        return parents.Length == 0 ? EmptyRdd<T>() : new UnionRdd<T>(parents, OperatorInfo.OfRdd("Union"));
    }

    private int PartitionsOr(int? partitions)
    {
        int count = partitions ?? Runtime.DefaultPartitions;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(partitions));
        return count;
    }
}
