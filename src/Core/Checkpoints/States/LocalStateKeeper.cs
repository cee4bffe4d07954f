using Microsoft.Extensions.Logging;
using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream.Checkpoints;

/// <summary>Keeps states that are in this process.</summary>
internal sealed class LocalStateKeeper : StateKeeper
{
    private readonly Dictionary<OperatorState, StateArchive> _archives;

    /// <param name="job">The job's name.</param>
    /// <param name="states">The states.</param>
    /// <param name="storage">Where they are kept.</param>
    /// <param name="logger">Where messages go.</param>
    /// <exception cref="UnsupportedTypeException">Keys or states of an operator have no codec.</exception>
    internal LocalStateKeeper(string job, OperatorStates states, StateStorage storage, ILogger logger)
        : base(job, states, logger) =>
        _archives = states.All.ToDictionary(state => state, state => state.ArchiveIn(storage));

    private protected override Task LoadAsync(OperatorState state, IReadOnlyList<StoredState> stored, CancellationToken cancellation) =>
        _archives[state].LoadAsync(stored, cancellation);

    private protected override async Task<IReadOnlyList<StoredState>> StoreAsync(
        IReadOnlyList<ChangedState> changed, CommitObjects commit, CancellationToken cancellation)
    {
        var next = new List<StoredState>();
        foreach (ChangedState one in changed)
        {
            // What hosts have stored partition by partition is not gone on with: it is written as a whole.
            StoredState? before = one.Before is [{ Groups: 0 } whole] ? whole : null;
            next.Add(await _archives[one.State].StoreAsync(before, one.Version, commit, cancellation).ConfigureAwait(false));
        }

        return next;
    }
}
