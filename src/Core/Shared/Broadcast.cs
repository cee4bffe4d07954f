namespace OrleansStream;

/// <summary>A value that all tasks read: a table to look things up in, a model, settings.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <remarks>
/// Within a process it is the object that was given, so it must not be changed while tasks read it. On a cluster the code that defines the graph runs in each
/// process, and a broadcast made there is each process' own; so it may hold what cannot be encoded. Functions made in the body of a batch are to take
/// what they need from a broadcast rather than capture it, since captured values travel with every task. Safe for several threads.
/// </remarks>
public sealed class Broadcast<T>
{
    private readonly T _value;
    private volatile bool _isDestroyed;

    internal Broadcast(T value, string name)
    {
        _value = value;
        Name = name;
    }

    /// <summary>What the broadcast is called in errors.</summary>
    public string Name { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The broadcast has been destroyed.</exception>
    public T Value => _isDestroyed
        ? throw new InvalidOperationException($"{Name} has been destroyed; its value cannot be read any more.")
        : _value;

    /// <summary>Ends the broadcast: every later read of its value fails. The value itself is not disposed of.</summary>
    public void Destroy() => _isDestroyed = true;

    /// <inheritdoc cref="Name"/>
    public override string ToString() => Name;
}
