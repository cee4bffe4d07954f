using OrleansStream.Checkpoints;

namespace OrleansStream.Testing;

/// <summary>A store that fails, or makes its caller wait, at calls that a test chooses.</summary>
/// <remarks>Calls are counted from 1, for each operation by itself. Thread-safe.</remarks>
/// <param name="inner">The store that does the work.</param>
/// <exception cref="ArgumentNullException"><paramref name="inner"/> is null.</exception>
public sealed class FaultyCheckpointStore(ICheckpointStore inner) : ICheckpointStore
{
    private readonly ICheckpointStore _inner = inner ?? throw new ArgumentNullException(nameof(inner));
    private readonly Lock _lock = new();
    private readonly Dictionary<StoreOperation, int> _calls = [];
    private readonly Dictionary<(StoreOperation Operation, int Call), Fault> _faults = [];

    /// <summary>How often an operation has been called.</summary>
    /// <param name="operation">The operation.</param>
    public int Calls(StoreOperation operation)
    {
        lock (_lock)
        {
            return _calls.GetValueOrDefault(operation);
        }
    }

    /// <summary>Makes a call fail without effect.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="call">Which call of it, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="call"/> is below 1.</exception>
    public void FailAt(StoreOperation operation, int call) => FaultOf(operation, call).FailsBefore = true;

    /// <summary>Makes a call take effect and fail all the same, as when the answer is lost on its way.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="call">Which call of it, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="call"/> is below 1.</exception>
    public void FailAfterEffectAt(StoreOperation operation, int call) => FaultOf(operation, call).FailsAfter = true;

    /// <summary>Makes a call wait before it does anything; it may be told to fail as well.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="call">Which call of it, from 1.</param>
    /// <returns>What tells that the call was made, and lets it go on; the same for the same call.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="call"/> is below 1.</exception>
    public StoreHold HoldAt(StoreOperation operation, int call)
    {
        Fault fault = FaultOf(operation, call);
        return fault.Hold ??= new StoreHold();
    }

    /// <inheritdoc/>
    public ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.ReadHead, () => _inner.ReadHeadAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        CallAsync(
            StoreOperation.CompareAndSwapHead, () => _inner.CompareAndSwapHeadAsync(expectedVersion, content, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.Get, () => _inner.GetAsync(name, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.CreateOnce, () => _inner.CreateOnceAsync(name, content, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken) =>
        await CallAsync(StoreOperation.Delete, () => DeleteInnerAsync(name, cancellationToken), cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> DeleteInnerAsync(string name, CancellationToken cancellationToken)
    {
        await _inner.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private Fault FaultOf(StoreOperation operation, int call)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(call, 1);
        lock (_lock)
        {
            return _faults.TryGetValue((operation, call), out Fault? known) ? known : _faults[(operation, call)] = new Fault();
        }
    }

    private async ValueTask<T> CallAsync<T>(StoreOperation operation, Func<ValueTask<T>> call, CancellationToken cancellation)
    {
        int number;
        Fault? fault;
        lock (_lock)
        {
            number = _calls[operation] = _calls.GetValueOrDefault(operation) + 1;
            _faults.TryGetValue((operation, number), out fault);
        }

        if (fault?.Hold is { } hold)
        {
            await hold.WaitAsync(cancellation).ConfigureAwait(false);
        }

        if (fault is { FailsBefore: true })
        {
            throw new InjectedFaultException(FormattableString.Invariant($"Call {number} of {operation} failed without effect."));
        }

        T result = await call().ConfigureAwait(false);
        return fault is { FailsAfter: true }
            ? throw new InjectedFaultException(FormattableString.Invariant($"Call {number} of {operation} took effect, and its answer was lost."))
            : result;
    }

    private sealed class Fault
    {
        internal bool FailsBefore { get; set; }

        internal bool FailsAfter { get; set; }

        internal StoreHold? Hold { get; set; }
    }
}
