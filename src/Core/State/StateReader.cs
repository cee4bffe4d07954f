namespace OrleansStream.Stateful;

/// <summary>Reads entries of a version of a partition's state, while later versions are made.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <remarks>Used by one thread at a time.</remarks>
internal abstract class StateReader<TKey, TState> : IDisposable
{
    /// <summary>Takes the next entries.</summary>
    /// <param name="entries">Room for them; not empty.</param>
    /// <returns>How many there are; 0 at the end; -1 if the version is gone, where a reader makes way for that.</returns>
    internal abstract int Read(Span<StateEntry<TKey, TState>> entries);

    public abstract void Dispose();
}
