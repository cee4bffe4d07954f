namespace OrleansStream.Execution;

/// <summary>In which order the tasks of a stage are handed to the engine's threads.</summary>
/// <remarks>
/// By partition, unless a seed is given. Results must not depend on it: tests give seeds, and with one engine thread the order
/// in which tasks end is then the seed's.
/// </remarks>
internal sealed class TaskSequence(int? seed)
{
    private readonly Random? _random = seed is { } value ? new Random(value) : null;

    internal int[] Of(int partitions)
    {
        int[] order = [.. Enumerable.Range(0, partitions)];
        if (_random is not null)
        {
            lock (_random)
            {
                _random.Shuffle(order);
            }
        }

        return order;
    }
}
