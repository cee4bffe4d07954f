namespace OrleansStream;

/// <summary>Asks a running job for the state of one operator: what is the state of this key now, which keys are there, tell me when it changes.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TState">The states' type.</typeparam>
/// <remarks>
/// <para>
/// Every answer is that of one committed batch, and names it: a batch counts with all of its changes or not at all, whatever runs meanwhile.
/// Batches that are being run, or that failed, are not seen. Answers never go back in time.
/// </para>
/// <para>
/// What is given out is the caller's own: it cannot be changed, or is a copy. After a stop the last commit can still be asked of, until the
/// context is disposed of. Safe for several threads.
/// </para>
/// </remarks>
public abstract class StateView<TKey, TState>
{
    /// <summary>Makes a view.</summary>
    /// <param name="operatorName">The operator that keeps the state.</param>
    /// <exception cref="ArgumentException"><paramref name="operatorName"/> is null or white space.</exception>
    protected StateView(string operatorName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operatorName);
        OperatorName = operatorName;
    }

    /// <summary>The operator that keeps the state.</summary>
    public string OperatorName { get; }

    /// <summary>Asks for the state of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="StateNotAvailableException">The job has not been started.</exception>
    /// <exception cref="BatchNotRetainedException">The view is of a batch that is no longer kept.</exception>
    /// <exception cref="InvalidOperationException">Called inside a function that changes state.</exception>
    /// <exception cref="ObjectDisposedException">The context has been disposed of.</exception>
    public abstract ValueTask<CommittedState<TState>> GetAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Asks how large the state is.</summary>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public abstract ValueTask<StateSize> GetSizeAsync(CancellationToken cancellationToken = default);

    /// <summary>Begins to read all keys with their states, as they are at one batch.</summary>
    /// <param name="cancellationToken">Gives up the beginning only.</param>
    /// <returns>The scan; to be disposed of, which a <c>foreach</c> over it does.</returns>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public ValueTask<StateScan<TKey, TState>> ScanAsync(CancellationToken cancellationToken = default) => OpenScanAsync(prefix: null, cancellationToken);

    /// <summary>Follows the state of a key: first as it is, then as each commit that changes it leaves it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Ends when the job has stopped, after the last change.</returns>
    /// <remarks>
    /// A change is one of the encoded state. Nothing is stored up: to whoever asks for the next one late, commits in between count as one, whose
    /// latest state is given. So a slow reader holds nothing up, and may miss a state that did not last; nor is a commit of several batches told
    /// of batch by batch.
    /// </remarks>
    /// <exception cref="Encoding.UnsupportedTypeException">States cannot be encoded, so that changes cannot be told.</exception>
    /// <exception cref="NotSupportedException">The view is of one batch, which does not change.</exception>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public abstract IAsyncEnumerable<CommittedState<TState>> WatchAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>A view of the same state as an older batch has left it.</summary>
    /// <param name="batchTime">A committed batch that is kept; <see cref="StreamingContextOptions.StateHistory"/> says how many are.</param>
    /// <returns>A view that always answers of this batch, until the batch is no longer kept.</returns>
    /// <exception cref="BatchNotRetainedException">The batch is not kept, is not committed, or there is no batch of that time.</exception>
    /// <exception cref="StateNotAvailableException">The job has not been started.</exception>
    /// <exception cref="ObjectDisposedException">The context has been disposed of.</exception>
    public abstract StateView<TKey, TState> At(BatchTime batchTime);

    /// <summary>Begins to read keys with their states, as they are at one batch.</summary>
    /// <param name="prefix">What keys of text begin with, or null for all keys.</param>
    /// <param name="cancellationToken">Gives up the beginning only.</param>
    /// <exception cref="NotSupportedException">There is a prefix, and keys are not text.</exception>
    protected internal abstract ValueTask<StateScan<TKey, TState>> OpenScanAsync(string? prefix, CancellationToken cancellationToken);
}
