namespace OrleansStream.Testing;

/// <summary>A feed whose batches are known from the start.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <param name="batches">The batches in order; null among them stands for no dataset. Later batches are empty.</param>
/// <exception cref="ArgumentNullException"><paramref name="batches"/> is null.</exception>
public sealed class ListFeed<T>(params IEnumerable<FeedBatch<T>?> batches) : IInputFeed<T>
{
    private readonly FeedBatch<T>?[] _batches = [.. batches ?? throw new ArgumentNullException(nameof(batches))];

    /// <summary>How many batches are known; later ones are empty.</summary>
    public int Count => _batches.Length;

    /// <inheritdoc/>
    public FeedBatch<T>? Read(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return index < _batches.Length ? _batches[index] : FeedBatch<T>.Empty;
    }
}
