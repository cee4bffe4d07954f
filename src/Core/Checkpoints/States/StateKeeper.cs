using Microsoft.Extensions.Logging;
using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Checkpoints;

/// <summary>Keeps the states of a job's operators with the head: what batches have changed is written before the head that commits them.</summary>
/// <param name="job">The job's name.</param>
/// <param name="states">The states.</param>
/// <param name="logger">Where messages go.</param>
/// <remarks>One commit at a time.</remarks>
internal abstract partial class StateKeeper(string job, OperatorStates states, ILogger logger)
{
    /// <summary>How large the states are as of the last commit, or null if they are in this process and can be measured.</summary>
    internal virtual IReadOnlyList<StateSize>? Sizes => null;

    /// <summary>Gives operators the states that a head has. Those that it does not know begin anew; states of operators that the job no longer
    /// has stay in the head.</summary>
    /// <exception cref="CheckpointException">A state is damaged, or cannot become what its operator's types are now.</exception>
    internal async Task RestoreAsync(Head claimed, CancellationToken cancellation)
    {
        foreach (IGrouping<string, StoredState> stored in claimed.KeptStates.GroupBy(stored => stored.Operator, StringComparer.Ordinal))
        {
            if (states.TryFind(stored.Key) is { } state)
            {
                CheckKeys(state, stored.First());
                await LoadAsync(state, [.. stored], cancellation).ConfigureAwait(false);
                state.Versions.Restore(stored.First().Id);
            }
            else
            {
                Orphan(logger, job, stored.Key);
            }
        }
    }

    /// <summary>The states once some batches are committed.</summary>
    /// <param name="before">Those of the head there is.</param>
    /// <param name="committed">The last batch that the next head commits.</param>
    /// <param name="commit">Writes the objects.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StateLostException">The process that had the changes of a batch has lost them.</exception>
    internal async Task<IReadOnlyList<StoredState>> NextAsync(
        IReadOnlyList<StoredState> before, BatchTime committed, CommitObjects commit, CancellationToken cancellation)
    {
        ILookup<string, StoredState> stored = before.ToLookup(one => one.Operator, StringComparer.Ordinal);
        var next = new List<StoredState>(before.Where(one => states.TryFind(one.Operator) is null));
        var changed = new List<ChangedState>();
        foreach (OperatorState state in states.All)
        {
            StoredState[] had = [.. stored[state.Name]];
            if (state.Versions.UpTo(committed) is { } version && version.Time != had.FirstOrDefault()?.Version)
            {
                changed.Add(new ChangedState(state, version, had));
            }
            else
            {
                next.AddRange(had);
            }
        }

        next.AddRange(await StoreAsync(changed, commit, cancellation).ConfigureAwait(false));
        return next;
    }

    /// <exception cref="CheckpointMismatchException">Stored keys would not be found any more.</exception>
    internal static void CheckKeys(OperatorState state, StoredState stored)
    {
        if (stored.Keys != state.KeySignature)
        {
            throw new CheckpointMismatchException(
                $"The checkpoint has keys of {stored.Operator} with the identity '{stored.Keys}', and the job now has '{state.KeySignature}': the same keys would not be found. Keep the keys' type and comparer, or give the operator another name, so that it begins anew.");
        }
    }

    /// <summary>Gives an operator what a head has of it; before its first batch.</summary>
    private protected abstract Task LoadAsync(OperatorState state, IReadOnlyList<StoredState> stored, CancellationToken cancellation);

    /// <summary>Writes what has changed.</summary>
    /// <returns>What the next head must have of these operators.</returns>
    private protected abstract Task<IReadOnlyList<StoredState>> StoreAsync(
        IReadOnlyList<ChangedState> changed, CommitObjects commit, CancellationToken cancellation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: the checkpoint has state of {Operator}, and the job has no such operator. It is kept, and nothing changes it; if the operator was renamed, name it as before with Named.")]
    private static partial void Orphan(ILogger logger, string job, string @operator);

    /// <summary>A state that batches have changed since the head that there is.</summary>
    /// <param name="State">The state.</param>
    /// <param name="Version">The version to store.</param>
    /// <param name="Before">What the head has of it.</param>
    private protected sealed record ChangedState(OperatorState State, BatchId Version, IReadOnlyList<StoredState> Before);
}
