using System.Diagnostics.CodeAnalysis;
using OrleansStream.Stateful;

namespace OrleansStream;

/// <summary>Asks a job in this process for the state of one operator. Answers come at once.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TState">The states' type.</typeparam>
/// <remarks>A question waits for a batch that changes the same partition for as long as a few hundred calls of its function take.</remarks>
public sealed class EmbeddedStateView<TKey, TState> : StateView<TKey, TState>
{
    private readonly StateQueries<TKey, TState> _queries;
    private readonly BatchTime? _at;

    internal EmbeddedStateView(StateQueries<TKey, TState> queries, BatchTime? at)
        : base(queries.OperatorName)
    {
        _queries = queries;
        _at = at;
    }

    /// <summary>The batch that a question now would be answered of: the last committed one, or that of the view.</summary>
    /// <exception cref="StateNotAvailableException">The job has not been started.</exception>
    /// <exception cref="BatchNotRetainedException">The view is of a batch that is no longer kept.</exception>
    /// <exception cref="ObjectDisposedException">The context has been disposed of.</exception>
    public BatchTime BatchTime => _queries.TimeOf(_queries.Batches.Current, _at);

    /// <summary>How large the state is.</summary>
    /// <inheritdoc cref="StateView{TKey, TState}.GetAsync" path="/exception"/>
    public StateSize Size => _queries.Measure(_at);

    /// <summary>Asks for the state of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="state">The state; the default of its type if the key has none.</param>
    /// <returns>Whether the key has a state.</returns>
    /// <inheritdoc cref="StateView{TKey, TState}.GetAsync" path="/exception"/>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TState state)
    {
        _queries.LookUp(key, _at, out StateLookup<TState> found);
        state = found.Found ? _queries.GiveOut(found.State) : default;
        return found.Found;
    }

    /// <summary>Asks for the state of a key, and for the batch that it is of.</summary>
    /// <param name="key">The key.</param>
    /// <inheritdoc cref="StateView{TKey, TState}.GetAsync" path="/exception"/>
    public CommittedState<TState> Get(TKey key)
    {
        BatchTime time = _queries.LookUp(key, _at, out StateLookup<TState> found);
        return new CommittedState<TState>(time, found.Found ? Option.Some(_queries.GiveOut(found.State)) : Option<TState>.None);
    }

    /// <inheritdoc/>
    public override ValueTask<CommittedState<TState>> GetAsync(TKey key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Get(key));
    }

    /// <inheritdoc/>
    public override ValueTask<StateSize> GetSizeAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Size);
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<CommittedState<TState>> WatchAsync(TKey key, CancellationToken cancellationToken = default) => _at is { } batch
        ? throw new NotSupportedException($"The view is of batch {batch} only, which does not change; watch through the view that it was made from.")
        : new StateWatch<TKey, TState>(_queries, key).RunAsync(cancellationToken);

    /// <inheritdoc/>
    public override EmbeddedStateView<TKey, TState> At(BatchTime batchTime)
    {
        _ = _queries.TimeOf(_queries.Batches.Current, batchTime);
        return new EmbeddedStateView<TKey, TState>(_queries, batchTime);
    }

    /// <inheritdoc/>
    protected internal override ValueTask<StateScan<TKey, TState>> OpenScanAsync(string? prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<StateScan<TKey, TState>>(_queries.OpenScan(prefix, _at));
    }
}
