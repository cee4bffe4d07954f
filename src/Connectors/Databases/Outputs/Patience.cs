using System.Data.Common;

namespace OrleansStream.Databases;

/// <summary>Tries again what a database does not do at the moment.</summary>
/// <param name="dialect">Tells collisions from other errors.</param>
/// <param name="limit">How long to go on.</param>
/// <param name="time">The clock.</param>
internal sealed class Patience(SqlDialect dialect, TimeSpan limit, TimeProvider time)
{
    private const int MostCollisions = 20;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Does something that leaves nothing behind when it fails.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="onRetry">Told before each further try.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task RunAsync(Func<CancellationToken, Task> work, Action onRetry, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        for (int collisions = 0; ;)
        {
            try
            {
                await work(cancellation).ConfigureAwait(false);
                return;
            }
            catch (DbException error) when (dialect.IsCollision(error) && collisions < MostCollisions)
            {
                // The other transaction goes on, so there is nothing to wait for.
                collisions++;
            }
            catch (DbException error) when (error.IsTransient && !dialect.IsCollision(error) && time.GetElapsedTime(start) + pause <= limit)
            {
                await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
                pause = pause + pause < LongestPause ? pause + pause : LongestPause;
            }

            onRetry();
        }
    }
}
