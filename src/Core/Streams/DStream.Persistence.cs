using OrleansStream.Execution;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    // A window re-reads each batch many times, and its batches are to give way to disk, not to be computed again.
    private const StorageLevel LevelForWindows = StorageLevel.MemoryAndDisk;

    private StorageLevel? _level;
    private bool _isInWindow;

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
        Kept.SetLevel(level);
        return this;
    }

    /// <summary>The stream whose datasets are kept when this one is to be persisted.</summary>
    internal virtual DStream<T> Kept => this;

    /// <summary>Keeps each batch's dataset for windows, unless it lies ready anyway or the user has said how.</summary>
    internal void KeepForWindow() => Kept._isInWindow = true;

    private void SetLevel(StorageLevel level)
    {
        if (_level is { } present && present != level)
        {
            throw new InvalidOperationException($"{Name} is persisted as {present} already and cannot be persisted as {level}.");
        }

        _level = level;
    }

    private void Keep(Rdd<T> dataset)
    {
        if ((_level ?? (_isInWindow && !dataset.IsKept ? LevelForWindows : null)) is { } level)
        {
            // A function of Transform may have given back a dataset that is persisted already.
            dataset.TryPersist(level);
        }
    }
}
