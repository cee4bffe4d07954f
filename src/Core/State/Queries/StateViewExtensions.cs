namespace OrleansStream;

/// <summary>Questions for state whose keys are text.</summary>
public static class StateViewExtensions
{
    /// <summary>Begins to read the keys that begin with a prefix, with their states, as they are at one batch.</summary>
    /// <typeparam name="TState">The states' type.</typeparam>
    /// <param name="view">The view.</param>
    /// <param name="prefix">What keys begin with, ordinal; all but null keys begin with an empty one.</param>
    /// <param name="cancellationToken">Gives up the beginning only.</param>
    /// <returns>The scan; to be disposed of, which a <c>foreach</c> over it does. It looks at every key all the same.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="view"/> or <paramref name="prefix"/> is null.</exception>
    /// <inheritdoc cref="StateView{TKey, TState}.GetAsync" path="/exception"/>
    public static ValueTask<StateScan<string, TState>> ScanAsync<TState>(
        this StateView<string, TState> view, string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(prefix);
        return view.OpenScanAsync(prefix, cancellationToken);
    }

    /// <inheritdoc cref="ScanAsync{TState}(StateView{string, TState}, string, CancellationToken)"/>
    public static ValueTask<StateScan<Utf8Slice, TState>> ScanAsync<TState>(
        this StateView<Utf8Slice, TState> view, string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(prefix);
        return view.OpenScanAsync(prefix, cancellationToken);
    }
}
