namespace OrleansStream.Encoding;

/// <summary>Copies the text slices that a record holds, so that the record outlives the blocks it was read from.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>
/// Blocks belong to whoever read them and may go back when the task that read them ends. The engine therefore detaches records wherever it keeps
/// them: in shuffles, collected results, state. Most types hold no slices and have no detacher. Instances may be used by many threads.
/// </remarks>
internal abstract class Detacher<T>
{
    /// <summary>The record with all its slices copied; its own objects are not changed.</summary>
    /// <param name="record">The record; null if the type allows it.</param>
    /// <param name="arena">Where the bytes go: the copy lives as long as it does. Null for bytes of their own, which live for ever.</param>
    internal abstract T Detach(T record, KeyArena? arena);

    /// <summary>Detaches records where they lie.</summary>
    internal void DetachAll(Span<T> records, KeyArena? arena)
    {
        foreach (ref T record in records)
        {
            record = Detach(record, arena);
        }
    }
}
