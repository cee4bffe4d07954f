namespace OrleansStream.Stateful;

/// <summary>Reads all keys of a version of a partition's state.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
internal abstract class SnapshotReader<TKey, TState> : StateReader<TKey, TState>
{
    /// <summary>Takes the next keys with their states, for those who need nothing else.</summary>
    /// <param name="pairs">Room for them; not empty.</param>
    /// <returns>How many there are; 0 at the end.</returns>
    internal abstract int Read(Span<(TKey Key, TState Value)> pairs);
}
