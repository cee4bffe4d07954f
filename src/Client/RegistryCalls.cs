namespace OrleansStream;

/// <summary>Calls the registry of jobs again and again, since silos may be lost, until there is an answer.</summary>
/// <param name="manager">The registry.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class RegistryCalls(IJobManagerGrain manager, TimeProvider time)
{
    // A question that a silo takes with it when it is lost is never answered, and nobody tells a client of that.
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QuestionPatience = TimeSpan.FromSeconds(30);

    // Longer than two calls that are not answered.
    private static readonly TimeSpan ChangePatience = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks something until there is an answer.</summary>
    /// <param name="question">The call, which is answered at once and may be repeated.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TimeoutException">Nobody has answered for long.</exception>
    internal Task<T> AskAsync<T>(Func<IJobManagerGrain, Task<T>> question, CancellationToken cancellation) =>
        RepeatAsync(question, CallPatience, QuestionPatience, cancellation);

    /// <summary>Has something changed, and waits until that is so.</summary>
    /// <param name="change">The call, which may take as long as calls may, and changes nothing more when it is repeated.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TimeoutException">Nobody has answered for long.</exception>
    internal Task<T> ChangeAsync<T>(Func<IJobManagerGrain, Task<T>> change, CancellationToken cancellation) =>
        RepeatAsync(change, Timeout.InfiniteTimeSpan, ChangePatience, cancellation);

    private async Task<T> RepeatAsync<T>(Func<IJobManagerGrain, Task<T>> call, TimeSpan callPatience, TimeSpan patience, CancellationToken cancellation)
    {
        long since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await call(manager).WaitAsync(callPatience, time, cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                TimeSpan silent = time.GetElapsedTime(since);
                if (silent >= patience)
                {
                    throw new TimeoutException($"The registry of the cluster's jobs has not answered for {silent.TotalSeconds:0} s: {error.Message}", error);
                }
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }
}
