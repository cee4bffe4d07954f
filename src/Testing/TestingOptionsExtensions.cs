using OrleansStream.Checkpoints;

namespace OrleansStream.Testing;

/// <summary>Options of a context that only tests set.</summary>
public static class TestingOptionsExtensions
{
    /// <summary>Shuffles the order in which the tasks of each stage start, to show that a job's results do not depend on it.</summary>
    /// <param name="options">The options.</param>
    /// <param name="seed">The same seed gives the same orders; with one engine thread, tasks also end in that order.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public static StreamingContextOptions ShuffleTasks(this StreamingContextOptions options, int seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.TaskOrderSeed = seed;
        return options;
    }

    /// <summary>Commits batches to a store, such as a <see cref="FaultyCheckpointStore"/>.</summary>
    /// <param name="options">The options.</param>
    /// <param name="store">The store.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or <paramref name="store"/> is null.</exception>
    public static StreamingContextOptions CommitTo(this StreamingContextOptions options, ICheckpointStore store)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(store);
        options.Store = store;
        return options;
    }
}
