using System.Runtime.CompilerServices;
using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream;

/// <summary>Asks a job on a cluster for the state of one operator.</summary>
internal sealed class ClusterStateView<TKey, TState> : StateView<TKey, TState>
{
    private readonly Codec<TKey> _keys;
    private readonly Codec<TState> _states;
    private readonly ReadOnlyMemory<byte> _keyShape;
    private readonly StateAsker _asker;

    private readonly BatchTime? _at;

    internal ClusterStateView(StateAsker asker, string operatorName, BatchTime? at)
        : base(operatorName)
    {
        _asker = asker;
        _at = at;
        var encoding = new JobEncoding();
        _keys = encoding.CodecFor<TKey>();
        _states = encoding.CodecFor<TState>();
        _keyShape = _keys.Shape.Bytes;
    }

    private static string Types => OperatorState.Describe(typeof(TState), typeof(TKey));

    /// <inheritdoc/>
    public override async ValueTask<CommittedState<TState>> GetAsync(TKey key, CancellationToken cancellationToken = default) =>
        StateOf(await _asker.AskAsync(QueryFor(key, after: null), cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override async ValueTask<StateSize> GetSizeAsync(CancellationToken cancellationToken = default) =>
        (await _asker.AskAsync(QueryForAll(), cancellationToken).ConfigureAwait(false)).Size!;

    /// <inheritdoc/>
    public override IAsyncEnumerable<CommittedState<TState>> WatchAsync(TKey key, CancellationToken cancellationToken = default) => _at is { } batch
        ? throw new NotSupportedException($"The view is of batch {batch} only, which does not change; watch through the view that it was made from.")
        : WatchAsync(QueryFor(key, after: null), cancellationToken);

    /// <inheritdoc/>
    public override StateView<TKey, TState> At(BatchTime batchTime) => new ClusterStateView<TKey, TState>(_asker, OperatorName, batchTime);

    /// <inheritdoc/>
    protected internal override ValueTask<StateScan<TKey, TState>> OpenScanAsync(string? prefix, CancellationToken cancellationToken) =>
        ClusterStateScan<TKey, TState>.OpenAsync(new StatePageReader(_asker, QueryForAll(), prefix), _keys, _states, cancellationToken);

    private StateQuery QueryFor(TKey key, BatchTime? after) => new(OperatorName, Types, WireValue.WriteBlock(_keys, key), _keyShape, KeyText: null, after, _at);

    private StateQuery QueryForAll() => new(OperatorName, Types, null, default, KeyText: null, After: null, _at);

    private CommittedState<TState> StateOf(StateReply reply)
    {
        StateAnswer answer = reply.Answer!;
        return new CommittedState<TState>(
            reply.Time!.Value,
            answer.Found ? Option.Some(WireValue.ReadBlock(_states, answer.State.Span, answer.StateShape.Span)) : Option<TState>.None);
    }

    private async IAsyncEnumerable<CommittedState<TState>> WatchAsync(StateQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        StateAnswer? told = null;
        while (true)
        {
            StateReply reply = await _asker.AskAsync(query, cancellation).ConfigureAwait(false);
            StateAnswer now = reply.Answer!;
            if (told is null || told.Found != now.Found || !told.State.Span.SequenceEqual(now.State.Span))
            {
                told = now;
                yield return StateOf(reply);
            }

            query = query with { After = reply.Time };
        }
    }
}
