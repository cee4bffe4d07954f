namespace OrleansStream.Connectors;

/// <summary>A token that is cancelled with another one, or when nothing has happened for too long.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _both;
    private readonly TimeSpan _limit;

    internal TimeLimit(TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        _limit = limit;
        _late = new CancellationTokenSource(limit, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, cancellation);
    }

    internal CancellationToken Token => _both.Token;

    /// <summary>Whether nothing has happened for too long.</summary>
    internal bool IsExceeded => _late.IsCancellationRequested;

    /// <summary>Begins the time anew.</summary>
    internal void Renew() => _late.CancelAfter(_limit);

    public void Dispose()
    {
        _both.Dispose();
        _late.Dispose();
    }
}
