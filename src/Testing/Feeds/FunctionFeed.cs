namespace OrleansStream.Testing;

/// <summary>A feed whose batches a function computes from their number.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <param name="function">Given the batch's number, from 0; gives the batch, or null for no dataset. Must be pure.</param>
/// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
public sealed class FunctionFeed<T>(Func<long, FeedBatch<T>?> function) : IInputFeed<T>
{
    private readonly Func<long, FeedBatch<T>?> _function = function ?? throw new ArgumentNullException(nameof(function));

    /// <inheritdoc/>
    public FeedBatch<T>? Read(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return _function(index);
    }
}
