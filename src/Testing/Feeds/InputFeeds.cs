using System.Collections.Concurrent;

namespace OrleansStream.Testing;

/// <summary>Feeds by name: how a source finds its feed in whatever process it reads.</summary>
/// <remarks>Register one in the services of each process that runs the job; the harness does. Thread-safe.</remarks>
public sealed class InputFeeds
{
    private readonly ConcurrentDictionary<string, object> _feeds = new(StringComparer.Ordinal);

    /// <summary>Adds a feed.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="feed">The feed.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or taken.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
    public void Add<T>(string name, IInputFeed<T> feed)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(feed);
        if (!_feeds.TryAdd(name, feed))
        {
            throw new ArgumentException($"There is a feed named '{name}' already.", nameof(name));
        }
    }

    /// <summary>Finds a feed.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">There is no feed of that name and type.</exception>
    public IInputFeed<T> Find<T>(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!_feeds.TryGetValue(name, out object? feed))
        {
            throw new InvalidOperationException($"There is no feed named '{name}' in this process.");
        }

        return feed as IInputFeed<T>
            ?? throw new InvalidOperationException($"The feed '{name}' does not hold records of type {typeof(T).Name}.");
    }

    /// <summary>Finds the feed that a test adds to, or makes it.</summary>
    internal TestFeed<T> OpenTestFeed<T>(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return _feeds.GetOrAdd(name, static _ => new TestFeed<T>()) as TestFeed<T>
            ?? throw new InvalidOperationException($"The feed '{name}' is not one that takes batches of {typeof(T).Name} from a test.");
    }
}
