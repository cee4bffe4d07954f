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
}
