using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>A scan of a partition, where the partition is hosted. Safe for several threads.</summary>
/// <param name="partition">The partition that it was begun in.</param>
/// <param name="version">The version that is read.</param>
/// <param name="pages">Reads it; owned.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class HostedScan(StatePartition partition, BatchId version, StatePages pages, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private StatePage? _last;
    private int _page = -1;
    private bool _isOver;
    private long _used = time.GetTimestamp();

    internal BatchId Version => version;

    /// <summary>How long nobody has read.</summary>
    internal TimeSpan Idle => time.GetElapsedTime(Volatile.Read(ref _used));

    /// <summary>Gives a page: the next one, or, since answers are lost, the one before that again.</summary>
    /// <param name="page">Its number.</param>
    /// <param name="now">The partition that is there now.</param>
    internal StatePage Read(int page, StatePartition now)
    {
        lock (_lock)
        {
            Volatile.Write(ref _used, time.GetTimestamp());
            if (page == _page)
            {
                return _last!;
            }

            // What was put in its place has the partition as another version.
            if (page != _page + 1 || _isOver || now != partition)
            {
                return StatePage.Gone;
            }

            _last = pages.Next();
            _page = page;
            if (_last.IsLast)
            {
                End();
            }

            return _last;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            End();
        }
    }

    private void End()
    {
        if (!_isOver)
        {
            _isOver = true;
            pages.Dispose();
        }
    }
}
