using System.Collections.Concurrent;

namespace OrleansStream.Execution;

/// <summary>The facts that a job's tasks may report.</summary>
internal sealed class TaskFacts
{
    private readonly ConcurrentDictionary<string, ITaskFact> _byName = new(StringComparer.Ordinal);

    /// <summary>Adds a fact.</summary>
    /// <exception cref="ArgumentException">Its name is taken.</exception>
    internal void Add(ITaskFact fact, string argument)
    {
        if (!_byName.TryAdd(fact.Name, fact))
        {
            throw new ArgumentException($"'{fact.Name}' already names another accumulator of this context; names must be unique.", argument);
        }
    }

    /// <summary>Every fact, in the order of names.</summary>
    internal IEnumerable<ITaskFact> All => _byName.Values.OrderBy(fact => fact.Name, StringComparer.Ordinal);

    /// <summary>The fact of a name, or null if there is none.</summary>
    internal ITaskFact? TryFind(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The fact of a name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal ITaskFact Find(string name) => TryFind(name)
        ?? throw new InvalidOperationException($"A task has added to the accumulator '{name}', which this process does not have; create accumulators where the graph is defined.");
}
