using OrleansStream.Execution;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    private StorageLevel? _level;

    /// <summary>Keeps each batch's dataset encoded in memory once it has been computed: for streams that several operations read.</summary>
    /// <returns>This stream.</returns>
    /// <exception cref="InvalidOperationException">The context has been started, or the stream is persisted at another level.</exception>
    public DStream<T> Persist() => Persist(StorageLevel.MemorySerialized);

    /// <summary>As <see cref="Persist()"/>.</summary>
    /// <returns>This stream.</returns>
    /// <exception cref="InvalidOperationException">The context has been started, or the stream is persisted at another level.</exception>
    public DStream<T> Cache() => Persist();

    /// <summary>Keeps each batch's dataset once it has been computed, so that each partition is computed once per process and batch however many
    /// operations and outputs read it.</summary>
    /// <param name="level">Where and in which form.</param>
    /// <returns>This stream.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not a level.</exception>
    /// <exception cref="InvalidOperationException">The context has been started, or the stream is persisted at another level.</exception>
    /// <remarks>A dataset is kept for as long as the stream remembers its batch.</remarks>
    public DStream<T> Persist(StorageLevel level)
    {
        StorageLevels.Check(level);
        Context.Graph.ThrowIfFixed();
        if (_level is { } present && present != level)
        {
            throw new InvalidOperationException($"{Name} is persisted as {present} already and cannot be persisted as {level}.");
        }

        _level = level;
        return this;
    }
}
