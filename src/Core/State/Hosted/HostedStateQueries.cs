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
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly OperatorStates _states = context.Runtime.States;

    /// <summary>Answers a query; it may take a few seconds while a host is being replaced.</summary>
    internal async Task<StateReply> AskAsync(StateQuery query, CancellationToken cancellation)
    {
        if (_states.TryFind(query.Operator) is not { } state || (query.Types ?? state.Description) != state.Description)
        {
            return StateReply.NotNow with { Available = [.. _states.All.Select(one => $"'{one.Name}' ({one.Description})")] };
        }

        TimeProvider time = context.Options.TimeProvider;
        using var patience = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        string? problem = null;
        try
        {
            await CommitAfterAsync(query.After, either.Token).ConfigureAwait(false);
            if (query is { Key: null, KeyText: null })
            {
                return await SizeOfAsync(state, either.Token).ConfigureAwait(false);
            }

            (ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> shape) = (query.Key.GetValueOrDefault(), query.KeyShape);
            if (query.KeyText is { } text)
            {
                if (state.TryEncodeKey(text) is not { } encoded)
                {
                    return StateReply.NotNow with { KeyType = TypeNames.Of(state.KeyType) };
                }

                (key, shape) = encoded;
            }

            int partition = state.PartitionOf(key.Span, shape.Span);
            while (true)
            {
                BatchTime committed = _states.Batches.Last.Newest;
                BatchId version = state.Versions.UpTo(committed) ?? StateVersions.None;
                try
                {
                    StateAnswer answer = await hosts.AskAsync(
                        hosts.HostOf(partition), new StateQuestion(context.Epoch, state.Name, partition, version, key, shape), either.Token).ConfigureAwait(false);
                    if (answer.IsHere)
                    {
                        return StateReply.NotNow with { Time = committed, Answer = answer };
                    }

                    problem = null;
                }
                catch (JobFencedException error)
                {
                    // Nobody answers this coordinator any more; the other one is asked next.
                    return StateReply.NotNow with { Problem = error.Message };
                }
                catch (Exception error) when (!either.IsCancellationRequested)
                {
                    // The call or the host was lost, or the host cannot read what it needs; asking again changes nothing.
                    problem = error.Message;
                }

                await Task.Delay(Pause, time, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return StateReply.NotNow with { Problem = problem };
        }
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
