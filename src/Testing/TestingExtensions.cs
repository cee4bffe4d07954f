namespace OrleansStream.Testing;

/// <summary>Inputs and outputs for tests that work the same embedded and on a cluster.</summary>
public static class TestingExtensions
{
    /// <summary>A stream of a feed that is found by name among the context's services, in <see cref="InputFeeds"/>.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="ssc">The context.</param>
    /// <param name="name">The feed's name.</param>
    /// <exception cref="ArgumentNullException"><paramref name="ssc"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The context has been started, or its services have no <see cref="InputFeeds"/>.</exception>
    public static InputDStream<T> AddressedInput<T>(this StreamingContext ssc, string name)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        InputFeeds feeds = ssc.Services.GetService(typeof(InputFeeds)) as InputFeeds
            ?? throw new InvalidOperationException($"The context's services have no {nameof(InputFeeds)}; register one, or use {nameof(StreamingTestHarness)}.");
        return new AddressedInputDStream<T>(ssc, name, () => feeds.Find<T>(name));
    }

    /// <summary>A stream of a feed that the job itself makes, alike in every process.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="ssc">The context.</param>
    /// <param name="name">The feed's name, which seals carry.</param>
    /// <param name="feed">The feed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="ssc"/> or <paramref name="feed"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static InputDStream<T> AddressedInput<T>(this StreamingContext ssc, string name, IInputFeed<T> feed)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(feed);
        return new AddressedInputDStream<T>(ssc, name, () => feed);
    }

    /// <summary>Collects each committed batch at the coordinator, in the <see cref="OutputCollector"/> among the context's services.</summary>
    /// <typeparam name="T">The records' type, which the job's codec must know.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What the collected output is called; one stream only collects to it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static void CollectTo<T>(this DStream<T> stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        stream.SaveTo(new CollectingSink<T>(stream.Context, name), "CollectTo");
    }
}
