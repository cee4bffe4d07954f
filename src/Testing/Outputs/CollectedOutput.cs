namespace OrleansStream.Testing;

/// <summary>What one output has collected of committed batches.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>Thread-safe; each property gives a snapshot.</remarks>
public sealed class CollectedOutput<T> : CollectedOutput
{
    private readonly Lock _lock = new();
    private readonly List<CollectedBatch<T>> _batches = [];
    private int _publications;

    internal CollectedOutput(string name) => Name = name;

    /// <summary>The name given to <c>CollectTo</c>.</summary>
    public string Name { get; }

    /// <summary>The batches in the order in which they were published.</summary>
    public IReadOnlyList<CollectedBatch<T>> Batches
    {
        get
        {
            lock (_lock)
            {
                return [.. _batches];
            }
        }
    }

    /// <summary>The records of all batches, in order.</summary>
    public IReadOnlyList<T> Records => [.. Batches.SelectMany(batch => batch.Records)];

    /// <summary>The last batch.</summary>
    /// <exception cref="InvalidOperationException">No batch has been published yet.</exception>
    public CollectedBatch<T> Last =>
        Batches is [.., var last] ? last : throw new InvalidOperationException($"No batch has been published to '{Name}' yet.");

    /// <summary>How often a batch was published; more than there are <see cref="Batches"/> if some were published again.</summary>
    public int Publications => Volatile.Read(ref _publications);

    /// <summary>Adds a batch by hand, as <c>ForeachRdd</c> does; adding one again for the same batch time changes nothing.</summary>
    /// <param name="time">The batch time.</param>
    /// <param name="partitions">The records of each partition.</param>
    /// <exception cref="ArgumentNullException"><paramref name="partitions"/> is null.</exception>
    public void Add(BatchTime time, IReadOnlyList<IReadOnlyList<T>> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        Publish(new CollectedBatch<T>(time, Attempt: 1, partitions));
    }

    /// <summary>Takes a published batch; the same batch again changes nothing.</summary>
    internal void Publish(CollectedBatch<T> batch)
    {
        lock (_lock)
        {
            _publications++;
            int known = _batches.FindIndex(other => other.Time == batch.Time);
            if (known < 0)
            {
                _batches.Add(batch);
            }
            else if (_batches[known].Attempt != batch.Attempt)
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"Batch {batch.Time} of '{Name}' was published from attempt {_batches[known].Attempt} and now from attempt {batch.Attempt}; a batch commits once."));
            }
        }
    }
}
