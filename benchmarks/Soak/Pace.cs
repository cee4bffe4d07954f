namespace OrleansStream.Benchmarks;

/// <summary>Tells how many records are due, a few times a second; what a late turn has missed is made up for.</summary>
/// <param name="rate">Records per second.</param>
internal sealed class Pace(int rate)
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(20);

    private readonly long _start = TimeProvider.System.GetTimestamp();
    private long _given;

    /// <summary>Waits a turn and says how many records have become due.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    public async ValueTask<int> NextAsync(CancellationToken stopping)
    {
        await Task.Delay(Turn, TimeProvider.System, stopping);
        long due = (long)(TimeProvider.System.GetElapsedTime(_start).TotalSeconds * rate);
        int more = (int)(due - _given);
        _given = due;
        return more;
    }
}
