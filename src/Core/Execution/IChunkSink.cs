namespace OrleansStream.Execution;

/// <summary>A sink that can also take a chunk of records where they lie.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>A chunk is pushed to a copy of the sink: its state must lie behind a reference.</remarks>
internal interface IChunkSink<T>
{
    /// <summary>Takes records, in order.</summary>
    void Push(ReadOnlySpan<T> chunk);
}
