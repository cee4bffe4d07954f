using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream;

/// <summary>Asks a job on a cluster for state until there is an answer: while the job is on its way from a lost silo to another one, a question waits.</summary>
/// <param name="coordinator">The job's coordinator.</param>
/// <param name="manager">The registry of jobs.</param>
/// <param name="job">The job's name.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class StateAsker(IBatchCoordinatorGrain coordinator, IJobManagerGrain manager, string job, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // A silo that is lost does not answer, and one that is there does so after five seconds at most.
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly JobEncoding Messages = new();

    // Answers never go back in time, whichever coordinator gives them.
    private long _newest = long.MinValue;

    /// <summary>Asks until there is an answer.</summary>
    /// <exception cref="StateNotAvailableException">The job does not run, or nobody answers for long.</exception>
    /// <exception cref="StateNotFoundException">The job has no such state.</exception>
    /// <exception cref="ArgumentException">The key as text is none of the state's.</exception>
    /// <exception cref="BatchNotRetainedException">The batch cannot be asked of.</exception>
    /// <exception cref="NotSupportedException">A prefix was given, and keys are not text.</exception>
    internal async Task<StateReply> AskAsync(StateQuery query, CancellationToken cancellation)
    {
        byte[] message = WireValue.Write(Messages.CodecFor<StateQuery>(), query);
        long silentSince = time.GetTimestamp();
        while (true)
        {
            string? obstacle;
            try
            {
                StateReply reply = WireValue.Read(
                    Messages.CodecFor<StateReply>(), await coordinator.AskStateAsync(message).WaitAsync(CallPatience, time, cancellation).ConfigureAwait(false));
                ThrowIfWrong(query, reply);
                if (reply.Expired is not null || (reply.Time is { } batch && (!IsOfTheLastBatch(query) || IsNotBefore(batch))))
                {
                    return reply;
                }

                obstacle = reply.Time is { } older ? $"it answers of batch {older}, and had answered of a later one before."
                    : reply.Problem ?? (query.After is null ? "it is not where it can answer yet." : null);
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                obstacle = error.Message;
            }

            obstacle = await ThrowUnlessRunningAsync(obstacle, cancellation).ConfigureAwait(false);
            if (obstacle is null)
            {
                // Only the commit that is waited for has not come, and may take long.
                silentSince = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(silentSince) > Patience)
            {
                throw new StateNotAvailableException($"Job '{job}' cannot be reached: {obstacle}");
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Tells the job something that is no matter if it gets lost.</summary>
    internal void Tell(StateQuery query) => coordinator.AskStateAsync(WireValue.Write(Messages.CodecFor<StateQuery>(), query)).Ignore();

    /// <summary>Whether the last committed batch is asked of, and not the one of a view or of a scan that has begun.</summary>
    private static bool IsOfTheLastBatch(StateQuery query) => query.At is null && query.Scan is null or { IsFirst: true };

    private static void ThrowIfWrong(StateQuery query, StateReply reply)
    {
        if (reply.Retained is { } retained)
        {
            throw new BatchNotRetainedException(query.Operator, query.At ?? retained.Newest, retained.Oldest, retained.Newest);
        }

        if (reply.Available is { } available)
        {
            throw new StateNotFoundException(query.Operator, query.Types ?? "any type", available);
        }

        if (reply.KeyType is { } type)
        {
            if (query.Scan is not null)
            {
                throw KeyPrefix.NotText(type);
            }

            throw new ArgumentException($"'{query.KeyText}' is no key of '{query.Operator}': keys are of the type {type}.", nameof(query));
        }
    }

    private bool IsNotBefore(BatchTime batch)
    {
        long newest = Volatile.Read(ref _newest);
        while (batch.Milliseconds > newest)
        {
            long found = Interlocked.CompareExchange(ref _newest, batch.Milliseconds, newest);
            if (found == newest)
            {
                return true;
            }

            newest = found;
        }

        return batch.Milliseconds == newest;
    }

    /// <summary>Gives what is in the way of an answer, also if it is that nobody says how the job stands.</summary>
    private async Task<string?> ThrowUnlessRunningAsync(string? obstacle, CancellationToken cancellation)
    {
        try
        {
            JobEntry? entry = await manager.GetAsync(job).WaitAsync(CallPatience, time, cancellation).ConfigureAwait(false);
            return entry is { State: JobState.Running or JobState.Stopping } ? obstacle : throw new StateNotAvailableException(entry is null
                ? $"There is no job '{job}'."
                : $"Job '{job}' does not run: it is {entry.State}. The state of a job can be asked for while it runs.");
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            // The silo that answers for jobs has just been lost too.
            return obstacle ?? error.Message;
        }
    }
}
