using System.Buffers;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Checkpoints;

/// <summary>Keeps accumulators' values with the head, so that what a batch adds counts once, whoever commits it.</summary>
/// <remarks>One commit at a time.</remarks>
internal sealed class AccumulatorKeeper(TaskFacts facts, CheckpointObjects objects)
{
    /// <summary>How many bytes of a value are kept in the head, which is written with every commit.</summary>
    internal const int MostInHead = 1024;

    private const ushort Version = 1;

    private readonly Dictionary<ITaskFact, long> _kept = [];

    /// <summary>Gives accumulators the values that a head has. Those that it does not know begin anew; values of those that the job no longer
    /// has stay in the head.</summary>
    /// <exception cref="CheckpointException">A value is damaged, or is of a type that the accumulator cannot read.</exception>
    internal async Task RestoreAsync(Head claimed, CancellationToken cancellation)
    {
        foreach (StoredAccumulator one in claimed.Accumulators)
        {
            if (facts.TryFind(one.Name) is not { } fact)
            {
                continue;
            }

            ReadOnlyMemory<byte> value = one.Object is null
                ? one.Value
                : await objects.GetAsync(one.Object, CheckpointKind.Accumulator, Version, cancellation).ConfigureAwait(false);
            try
            {
                fact.Restore(value.Span);
            }
            catch (Exception error) when (error is CodecException or ShapeMismatchException)
            {
                throw new CheckpointMismatchException(
                    $"The checkpoint's value of accumulator '{one.Name}' cannot be read: {error.Message} Keep the type of its value, or give the new one another name.", error);
            }

            _kept[fact] = fact.Changes;
        }
    }

    /// <summary>The values once the reports of some batches have been folded; large ones are written.</summary>
    /// <param name="before">The values of the head there is.</param>
    /// <param name="reports">What the batches' tasks have reported, in order.</param>
    /// <param name="commit">Writes what is too large for the head.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<IReadOnlyList<StoredAccumulator>> NextAsync(
        IReadOnlyList<StoredAccumulator> before, IReadOnlyList<TaskReports> reports, CommitObjects commit, CancellationToken cancellation)
    {
        ILookup<ITaskFact, TaskFactPart> parts = reports.SelectMany(report => report.Pending()).ToLookup(entry => entry.Fact, entry => entry.Part);
        var changed = new Dictionary<string, StoredAccumulator>(StringComparer.Ordinal);
        foreach (ITaskFact fact in facts.All.Where(fact => parts.Contains(fact) || fact.Changes != _kept.GetValueOrDefault(fact)))
        {
            long changes = fact.Changes;
            var value = new ArrayBufferWriter<byte>();
            if (fact.TryEncodeWith(parts[fact], value))
            {
                // Folding the parts makes these changes, and no others are in the value.
                _kept[fact] = changes + parts[fact].Count();
                changed.Add(fact.Name, await StoreAsync(fact.Name, value.WrittenMemory, commit, cancellation).ConfigureAwait(false));
            }
        }

        return changed.Count == 0
            ? before
            : [.. before.Select(one => changed.Remove(one.Name, out StoredAccumulator? next) ? next : one), .. changed.Values.OrderBy(one => one.Name, StringComparer.Ordinal)];
    }

    private static async Task<StoredAccumulator> StoreAsync(string name, ReadOnlyMemory<byte> value, CommitObjects commit, CancellationToken cancellation)
    {
        if (value.Length <= MostInHead)
        {
            return new StoredAccumulator(name, value, null);
        }

        string place = await commit.CreateAsync(CheckpointKind.Accumulator, Version, value, cancellation).ConfigureAwait(false);
        return new StoredAccumulator(name, ReadOnlyMemory<byte>.Empty, place);
    }
}
