using OrleansStream.Checkpoints;
using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream;

/// <content>Asking jobs for their state.</content>
public sealed partial class OrleansStreamClient
{
    /// <summary>A view of the state of an operator of a job, to ask the running job through.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TState">The type of its states; of windows with an inverse function, the values that they are reduced to.</typeparam>
    /// <param name="job">The job's name.</param>
    /// <param name="operatorName">The operator's name, as given with <c>Named</c>.</param>
    /// <returns>The view, which may be made before the job runs and kept.</returns>
    /// <exception cref="ArgumentException">A name is null or white space.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException">A type cannot be encoded.</exception>
    public StateView<TKey, TState> State<TKey, TState>(string job, string operatorName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(job);
        ArgumentException.ThrowIfNullOrWhiteSpace(operatorName);
        return new ClusterStateView<TKey, TState>(AskerOf(job), operatorName, at: null);
    }

    /// <summary>Asks a running job for the state of a key, without knowing the types of either.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="operatorName">The operator's name, as given with <c>Named</c>.</param>
    /// <param name="key">The key as text, read as arguments of jobs are: text, numbers, enums and what else is <see cref="IParsable{TSelf}"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">A name is null or white space, or the text is no key of the state.</exception>
    /// <exception cref="StateNotAvailableException">The job does not run.</exception>
    /// <exception cref="StateNotFoundException">The job has no such state.</exception>
    public async Task<StateJson> GetStateAsync(string job, string operatorName, string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(job);
        ArgumentException.ThrowIfNullOrWhiteSpace(operatorName);
        ArgumentNullException.ThrowIfNull(key);
        StateReply reply = await AskerOf(job).AskAsync(
            new StateQuery(operatorName, Types: null, Key: null, default, key, After: null), cancellationToken).ConfigureAwait(false);
        StateAnswer answer = reply.Answer!;
        return new StateJson(
            reply.Time!.Value, answer.Found, answer.Found ? ShapeValues.ReadBlock(answer.State.Span, TypeShape.Decode(answer.StateShape.Span))[0] : null);
    }

    /// <summary>Reads all keys of an operator with their states, as they are at the last committed batch, without knowing the types of either.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="operatorName">The operator's name, as given with <c>Named</c>.</param>
    /// <param name="prefix">What keys of text begin with, or null for all keys.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Each key once, in no particular order, all of one batch.</returns>
    /// <exception cref="ArgumentException">A name is null or white space.</exception>
    /// <exception cref="StateNotAvailableException">The job does not run.</exception>
    /// <exception cref="StateNotFoundException">The job has no such state.</exception>
    /// <exception cref="NotSupportedException">There is a prefix, and keys are not text.</exception>
    /// <exception cref="StateScanExpiredException">It took too long, or a silo that it needs was lost.</exception>
    public IAsyncEnumerable<StateEntryJson> ScanStateAsync(string job, string operatorName, string? prefix = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(job);
        ArgumentException.ThrowIfNullOrWhiteSpace(operatorName);
        return StateEntryJson.ReadAsync(new StatePageReader(AskerOf(job), QueryForAll(operatorName), prefix), cancellationToken);
    }

    /// <summary>Asks a running job how large the state of an operator is.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="operatorName">The operator's name, as given with <c>Named</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The size at the last commit that changed anything.</returns>
    /// <exception cref="ArgumentException">A name is null or white space.</exception>
    /// <exception cref="StateNotAvailableException">The job does not run.</exception>
    /// <exception cref="StateNotFoundException">The job has no such state.</exception>
    public async Task<StateSize> GetStateSizeAsync(string job, string operatorName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(job);
        ArgumentException.ThrowIfNullOrWhiteSpace(operatorName);
        return (await AskerOf(job).AskAsync(QueryForAll(operatorName), cancellationToken).ConfigureAwait(false)).Size!;
    }

    private static StateQuery QueryForAll(string operatorName) => new(operatorName, Types: null, Key: null, default, KeyText: null, After: null);

    private StateAsker AskerOf(string job) => new(_cluster.GetGrain<IBatchCoordinatorGrain>(job), Manager, job, _time);
}
