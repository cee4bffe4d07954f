namespace OrleansStream;

/// <summary>Asks the registry of jobs what may be asked any number of times, until there is an answer.</summary>
/// <param name="manager">The registry.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class RegistryCalls(IJobManagerGrain manager, TimeProvider time)
{
    // A question that a silo takes with it when it is lost is never answered, and nobody tells a client of that.
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until there is an answer.</summary>
    /// <param name="question">The call, which changes nothing when it is repeated.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TimeoutException">Nobody has answered for long.</exception>
    internal async Task<T> AskAsync<T>(Func<IJobManagerGrain, Task<T>> question, CancellationToken cancellation)
    {
        long since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await question(manager).WaitAsync(CallPatience, time, cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                if (time.GetElapsedTime(since) >= Patience)
                {
                    throw new TimeoutException($"The registry of the cluster's jobs has not answered for {Patience.TotalSeconds} s: {error.Message}", error);
                }
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }
}
