namespace OrleansStream.Stateful;

/// <summary>Calls hosts again and again, since they may be lost and replaced, until there is an answer.</summary>
/// <param name="time">Where time comes from.</param>
/// <param name="cancellation">Gives up.</param>
internal sealed class PatientCalls(TimeProvider time, CancellationToken cancellation)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    internal CancellationToken Cancellation => cancellation;

    /// <summary>What is in the way, if it is known.</summary>
    internal string? Problem { get; private set; }

    /// <summary>Calls until there is an answer.</summary>
    /// <param name="call">Gives null if it is to be called again.</param>
    /// <exception cref="JobFencedException">Nobody answers this coordinator any more.</exception>
    /// <exception cref="OperationCanceledException">It was given up, also if a call failed at that moment.</exception>
    internal async Task<T> UntilAsync<T>(Func<Task<T?>> call)
        where T : class
    {
        while (true)
        {
            try
            {
                if (await call().ConfigureAwait(false) is { } answer)
                {
                    return answer;
                }

                Problem = null;
            }
            catch (Exception error) when (error is not (JobFencedException or OperationCanceledException) || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // The call or the host was lost, or the host cannot read what it needs; asking again changes nothing.
                Problem = error.Message;
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }
}
