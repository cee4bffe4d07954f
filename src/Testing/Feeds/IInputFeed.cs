namespace OrleansStream.Testing;

/// <summary>Input that can be addressed: asked for the same batch, it gives the same records in the same partitions, in any process.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>Called by several threads at once.</remarks>
public interface IInputFeed<T>
{
    /// <summary>What a batch holds.</summary>
    /// <param name="index">The batch, counted from the job's first, 0.</param>
    /// <returns>The batch, or null for no dataset. A feed that has run out gives <see cref="FeedBatch{T}.Empty"/>.</returns>
    FeedBatch<T>? Read(long index);
}
