using Microsoft.Extensions.Logging;
using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream.Checkpoints;

/// <summary>Keeps the states of a job's operators with the head: what batches have changed is written before the head that commits them.</summary>
/// <remarks>One commit at a time.</remarks>
internal sealed partial class StateKeeper
{
    private readonly string _job;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<StateArchive> _archives;

    /// <exception cref="UnsupportedTypeException">Keys or states of an operator have no codec.</exception>
    internal StateKeeper(string job, OperatorStates states, StateStorage storage, ILogger logger)
    {
        _job = job;
        _logger = logger;
        _archives = [.. states.All.Select(state => state.ArchiveIn(storage))];
    }

    /// <summary>Gives operators the states that a head has. Those that it does not know begin anew; states of operators that the job no longer
    /// has stay in the head.</summary>
    /// <exception cref="CheckpointException">A state is damaged, or cannot become what its operator's types are now.</exception>
    internal async Task RestoreAsync(Head claimed, CancellationToken cancellation)
    {
        foreach (StoredState stored in claimed.KeptStates)
        {
            if (_archives.FirstOrDefault(archive => archive.Operator == stored.Operator) is { } archive)
            {
                await archive.LoadAsync(stored, cancellation).ConfigureAwait(false);
            }
            else
            {
                Orphan(_logger, _job, stored.Operator);
            }
        }
    }

    /// <summary>The states once some batches are committed.</summary>
    /// <param name="before">Those of the head there is.</param>
    /// <param name="committed">The last batch that the next head commits.</param>
    /// <param name="commit">Writes the objects.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<IReadOnlyList<StoredState>> NextAsync(
        IReadOnlyList<StoredState> before, BatchTime committed, CommitObjects commit, CancellationToken cancellation)
    {
        var next = new List<StoredState>(before.Where(stored => !_archives.Any(archive => archive.Operator == stored.Operator)));
        foreach (StateArchive archive in _archives)
        {
            StoredState? had = before.FirstOrDefault(stored => stored.Operator == archive.Operator);
            if (await archive.StoreAsync(had, committed, commit, cancellation).ConfigureAwait(false) is { } stored)
            {
                next.Add(stored);
            }
        }

        return next;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: the checkpoint has state of {Operator}, and the job has no such operator. It is kept, and nothing changes it; if the operator was renamed, name it as before with Named.")]
    private static partial void Orphan(ILogger logger, string job, string @operator);
}
