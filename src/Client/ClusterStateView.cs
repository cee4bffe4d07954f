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

    internal ClusterStateView(StateAsker asker, string operatorName)
        : base(operatorName)
    {
        _asker = asker;
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
        (await _asker.AskAsync(new StateQuery(OperatorName, Types, null, default, KeyText: null, After: null), cancellationToken).ConfigureAwait(false)).Size!;

    /// <inheritdoc/>
    public override IAsyncEnumerable<CommittedState<TState>> WatchAsync(TKey key, CancellationToken cancellationToken = default) =>
        WatchAsync(QueryFor(key, after: null), cancellationToken);

    /// <inheritdoc/>
    public override StateView<TKey, TState> At(BatchTime batchTime) =>
        throw new NotSupportedException("On a cluster only the last committed batch can be asked of.");

    /// <inheritdoc/>
    protected internal override ValueTask<StateScan<TKey, TState>> OpenScanAsync(string? prefix, CancellationToken cancellationToken) =>
        throw new NotSupportedException("On a cluster state can be asked for key by key, and cannot be read as a whole yet.");

    private StateQuery QueryFor(TKey key, BatchTime? after) => new(OperatorName, Types, WireValue.WriteBlock(_keys, key), _keyShape, KeyText: null, after);

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
