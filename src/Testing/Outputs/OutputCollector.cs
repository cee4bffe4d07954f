using System.Collections.Concurrent;

namespace OrleansStream.Testing;

/// <summary>Collected outputs by name, at the coordinator.</summary>
/// <remarks>Register it in the services of each process where a coordinator may run, the same object if they share a process; the harness does. Thread-safe.</remarks>
public sealed class OutputCollector
{
    private readonly ConcurrentDictionary<string, CollectedOutput> _outputs = new(StringComparer.Ordinal);

    /// <summary>The output of a name, whether or not anything has arrived yet.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="name">The name given to <c>CollectTo</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The output holds records of another type.</exception>
    public CollectedOutput<T> Output<T>(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return _outputs.GetOrAdd(name, static key => new CollectedOutput<T>(key)) as CollectedOutput<T>
            ?? throw new InvalidOperationException($"The output '{name}' does not hold records of type {typeof(T).Name}.");
    }
}
