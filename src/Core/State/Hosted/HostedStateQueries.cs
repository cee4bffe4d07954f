using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Answers questions for the state of a job at its coordinator, which knows what is committed and who has it.</summary>
/// <remarks>
/// A host is not told that a commit has succeeded, so it cannot say by itself what counts. It is asked for the version that the coordinator knows to
/// be committed; if it has gone on meanwhile, so has the coordinator, and the question is asked again. Safe for several threads.
/// </remarks>
/// <param name="context">The job, which runs.</param>
/// <param name="hosts">The hosts of its partitions.</param>
internal sealed class HostedStateQueries(StreamingContext context, IPartitionTransport hosts)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly OperatorStates _states = context.Runtime.States;
    private readonly PinnedScans _scans = new(context);

    /// <summary>Answers a query; it may take a few seconds while a host is being replaced.</summary>
    internal async Task<StateReply> AskAsync(StateQuery query, CancellationToken cancellation)
    {
        if (_states.TryFind(query.Operator) is not { } state || (query.Types ?? state.Description) != state.Description)
        {
            return StateReply.NotNow with { Available = [.. _states.All.Select(one => $"'{one.Name}' ({one.Description})")] };
        }

        using var patience = new CancellationTokenSource(LongestWait, context.Options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        var calls = new PatientCalls(context.Options.TimeProvider, either.Token);
        try
        {
            await CommitAfterAsync(query.After, either.Token).ConfigureAwait(false);
            return await (query switch
            {
                { Scan: { } turn } => ScanAsync(state, turn, query.At, calls),
                { Key: null, KeyText: null, At: { } at } => MeasureAsync(state, at, calls),
                { Key: null, KeyText: null } => SizeOfAsync(state, either.Token),
                _ => LookUpAsync(state, query, calls),
            }).ConfigureAwait(false);
        }
        catch (JobFencedException error)
        {
            // Nobody answers this coordinator any more; the other one is asked next.
            return StateReply.NotNow with { Problem = error.Message };
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return StateReply.NotNow with { Problem = calls.Problem };
        }
    }

    private Task<StateReply> LookUpAsync(OperatorState state, StateQuery query, PatientCalls calls)
    {
        (ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> shape) = (query.Key.GetValueOrDefault(), query.KeyShape);
        if (query.KeyText is { } text)
        {
            if (state.TryEncodeKey(text) is not { } encoded)
            {
                return Task.FromResult(StateReply.NotNow with { KeyType = TypeNames.Of(state.KeyType) });
            }

            (key, shape) = encoded;
        }

        int partition = state.PartitionOf(key.Span, shape.Span);
        return calls.UntilAsync(async () =>
        {
            CommittedRange range = _states.Batches.Last;
            BatchTime batch = query.At ?? range.Newest;
            if (!_states.Batches.IsKept(range, batch))
            {
                return StateReply.NotNow with { Retained = range };
            }

            StateAnswer answer = await AskAsync(state, partition, batch, key, shape, calls).ConfigureAwait(false);
            return answer.IsHere ? StateReply.NotNow with { Time = batch, Answer = answer }
                : answer.IsGone && query.At is not null ? Lost(range)
                : null;
        });
    }

    private Task<StateReply> MeasureAsync(OperatorState state, BatchTime at, PatientCalls calls) => calls.UntilAsync(async () =>
    {
        CommittedRange range = _states.Batches.Last;
        if (!_states.Batches.IsKept(range, at))
        {
            return StateReply.NotNow with { Retained = range };
        }

        StateAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, state.Partitions.Count).Select(
            partition => AskAsync(state, partition, at, null, default, calls))).ConfigureAwait(false);
        return Array.TrueForAll(answers, answer => answer.IsHere)
            ? StateReply.NotNow with { Time = at, Size = new StateSize(state.Name, at, answers.Sum(answer => answer.Keys), answers.Sum(answer => answer.Bytes)) }
            : Array.Exists(answers, answer => answer.IsGone) ? Lost(range) : null;
    });

    private Task<StateAnswer> AskAsync(
        OperatorState state, int partition, BatchTime batch, ReadOnlyMemory<byte>? key, ReadOnlyMemory<byte> shape, PatientCalls calls) => hosts.AskAsync(
            hosts.HostOf(partition),
            new StateQuestion(context.Epoch, state.Name, partition, state.Versions.UpTo(batch) ?? StateVersions.None, key, shape),
            calls.Cancellation);

    /// <summary>The reply if a host that was lost had kept an older batch; the last one can always be asked of.</summary>
    private static StateReply Lost(CommittedRange range) => StateReply.NotNow with { Retained = range with { Oldest = range.Newest } };

    private async Task<StateReply> ScanAsync(OperatorState state, ScanTurn turn, BatchTime? at, PatientCalls calls)
    {
        if (turn.Prefix is not null && !KeyPrefix.IsFor(state.KeyType))
        {
            return StateReply.NotNow with { KeyType = TypeNames.Of(state.KeyType) };
        }

        return await calls.UntilAsync(async () =>
        {
            if ((turn.IsFirst && !turn.IsOver ? _scans.Open(turn.Scan, state, at) : _scans.TryFind(turn.Scan)) is not { } scan)
            {
                return turn.IsFirst ? StateReply.NotNow with { Retained = _states.Batches.Last } : StateReply.NotNow with { Expired = TimeSpan.Zero };
            }

            if (turn.IsOver)
            {
                _scans.End(turn.Scan);
            }

            StatePage page = scan.Version == StateVersions.None ? StatePage.End : await hosts.ScanAsync(
                hosts.HostOf(turn.Partition), new ScanQuestion(context.Epoch, state.Name, scan.Version, turn), calls.Cancellation).ConfigureAwait(false);
            if (page.IsHere)
            {
                return StateReply.NotNow with { Time = scan.Pin.Batch, Page = page, Partitions = state.Partitions.Count };
            }

            if (!page.IsGone)
            {
                return null;
            }

            _scans.End(turn.Scan);
            if (turn.IsFirst && !scan.Pin.HasExpired)
            {
                // Its host was lost; nothing has been read yet.
                return at is null ? null : Lost(_states.Batches.Last);
            }

            return StateReply.NotNow with { Expired = scan.Pin.HasExpired ? scan.Pin.Limit : TimeSpan.Zero };
        }).ConfigureAwait(false);
    }

    private async Task<StateReply> SizeOfAsync(OperatorState state, CancellationToken cancellation)
    {
        while (true)
        {
            // Asked for before the size is looked at, so that no commit is missed.
            Task next = _states.Batches.Next;
            BatchTime committed = _states.Batches.Last.Newest;
            StateSize? size = _states.Sizes.FirstOrDefault(size => size.OperatorName == state.Name);
            if (size is null && state.Versions.UpTo(committed) is null)
            {
                size = new StateSize(state.Name, committed, 0, 0);
            }

            if (size is not null)
            {
                // Counted at the last commit that changed anything, which may be before the last of all.
                return StateReply.NotNow with { Time = committed, Size = size };
            }

            // An earlier coordinator has left state; hosts count it as they store the next change.
            await next.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task CommitAfterAsync(BatchTime? after, CancellationToken cancellation)
    {
        while (true)
        {
            // Asked for before the batch is looked at, so that no commit is missed.
            Task next = _states.Batches.Next;
            if (after is not { } batch || _states.Batches.Last.Newest > batch || _states.Batches.IsOver)
            {
                return;
            }

            await next.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
