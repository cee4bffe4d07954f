using System.Runtime.CompilerServices;
using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream;

/// <summary>Asks a job on a cluster for the state of one operator.</summary>
/// <remarks>While the job is on its way from a lost silo to another one, a question waits.</remarks>
internal sealed class ClusterStateView<TKey, TState> : StateView<TKey, TState>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly JobEncoding Messages = new();

    private readonly IBatchCoordinatorGrain _coordinator;
    private readonly IJobManagerGrain _manager;
    private readonly string _job;
    private readonly TimeProvider _time;
    private readonly Codec<TKey> _keys;
    private readonly Codec<TState> _states;
    private readonly byte[] _keyShape;

    // Answers never go back in time, whichever coordinator gives them.
    private long _newest = long.MinValue;

    internal ClusterStateView(IBatchCoordinatorGrain coordinator, IJobManagerGrain manager, string job, string operatorName, TimeProvider time)
        : base(operatorName)
    {
        _coordinator = coordinator;
        _manager = manager;
        _job = job;
        _time = time;
        var encoding = new JobEncoding();
        _keys = encoding.CodecFor<TKey>();
        _states = encoding.CodecFor<TState>();
        _keyShape = WireValue.ShapeOf(_keys);
    }

    private static string Types => OperatorState.Describe(typeof(TState), typeof(TKey));

    /// <inheritdoc/>
    public override async ValueTask<CommittedState<TState>> GetAsync(TKey key, CancellationToken cancellationToken = default) =>
        StateOf(await AskAsync(QueryFor(key, after: null), cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override async ValueTask<StateSize> GetSizeAsync(CancellationToken cancellationToken = default) =>
        (await AskAsync(new StateQuery(OperatorName, Types, null, default, After: null), cancellationToken).ConfigureAwait(false)).Size!;

    /// <inheritdoc/>
    public override IAsyncEnumerable<CommittedState<TState>> WatchAsync(TKey key, CancellationToken cancellationToken = default) =>
        WatchAsync(QueryFor(key, after: null), cancellationToken);

    /// <inheritdoc/>
    public override StateView<TKey, TState> At(BatchTime batchTime) =>
        throw new NotSupportedException("On a cluster only the last committed batch can be asked of.");

    /// <inheritdoc/>
    protected internal override ValueTask<StateScan<TKey, TState>> OpenScanAsync(string? prefix, CancellationToken cancellationToken) =>
        throw new NotSupportedException("On a cluster state can be asked for key by key, and cannot be read as a whole yet.");

    private StateQuery QueryFor(TKey key, BatchTime? after) => new(OperatorName, Types, WireValue.Write(_keys, key), _keyShape, after);

    private CommittedState<TState> StateOf(StateReply reply)
    {
        StateAnswer answer = reply.Answer!;
        return new CommittedState<TState>(
            reply.Time!.Value,
            answer.Found ? Option.Some(WireValue.Read(_states, answer.State.Span, answer.StateShape.Span)) : Option<TState>.None);
    }

    private async IAsyncEnumerable<CommittedState<TState>> WatchAsync(StateQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        StateAnswer? told = null;
        while (true)
        {
            StateReply reply = await AskAsync(query, cancellation).ConfigureAwait(false);
            StateAnswer now = reply.Answer!;
            if (told is null || told.Found != now.Found || !told.State.Span.SequenceEqual(now.State.Span))
            {
                told = now;
                yield return StateOf(reply);
            }

            query = query with { After = reply.Time };
        }
    }

    /// <summary>Asks until there is an answer.</summary>
    /// <exception cref="StateNotAvailableException">The job does not run, or nobody answers for long.</exception>
    /// <exception cref="StateNotFoundException">The job has no such state.</exception>
    private async Task<StateReply> AskAsync(StateQuery query, CancellationToken cancellation)
    {
        byte[] message = WireValue.Write(Messages.CodecFor<StateQuery>(), query);
        long start = _time.GetTimestamp();
        while (true)
        {
            Exception? unreachable = null;
            try
            {
                StateReply reply = WireValue.Read(
                    Messages.CodecFor<StateReply>(), await _coordinator.AskStateAsync(message).WaitAsync(cancellation).ConfigureAwait(false));
                if (reply.Available is { } available)
                {
                    throw new StateNotFoundException(OperatorName, Types, available);
                }

                if (reply.Time is { } time)
                {
                    if (IsNotBefore(time))
                    {
                        return reply;
                    }

                    unreachable = new TimeoutException($"it answers of batch {time}, and had answered of a later one before.");
                }
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                unreachable = error;
            }

            await ThrowUnlessRunningAsync(unreachable, start, cancellation).ConfigureAwait(false);
            await Task.Delay(Pause, _time, cancellation).ConfigureAwait(false);
        }
    }

    private bool IsNotBefore(BatchTime time)
    {
        long newest = Volatile.Read(ref _newest);
        while (time.Milliseconds > newest)
        {
            long found = Interlocked.CompareExchange(ref _newest, time.Milliseconds, newest);
            if (found == newest)
            {
                return true;
            }

            newest = found;
        }

        return time.Milliseconds == newest;
    }

    private async Task ThrowUnlessRunningAsync(Exception? unreachable, long start, CancellationToken cancellation)
    {
        try
        {
            JobEntry? entry = await _manager.GetAsync(_job).WaitAsync(cancellation).ConfigureAwait(false);
            if (entry is not { State: JobState.Running or JobState.Stopping })
            {
                throw new StateNotAvailableException(entry is null
                    ? $"There is no job '{_job}'."
                    : $"Job '{_job}' does not run: it is {entry.State}. The state of a job can be asked for while it runs.");
            }
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            // The silo that answers for jobs has just been lost too.
            unreachable ??= error;
        }

        // A watch may well wait for a commit for longer; what it waits for then is answered.
        if (_time.GetElapsedTime(start) > Patience && unreachable is not null)
        {
            throw new StateNotAvailableException($"Job '{_job}' cannot be reached: {unreachable.Message}");
        }
    }
}
