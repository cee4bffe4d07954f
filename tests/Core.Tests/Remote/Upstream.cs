namespace OrleansStream.Core.Tests.Remote;

/// <summary>An outside system that gives its records, in order, to whoever is connected, and forgets those that were stored.</summary>
internal sealed class Upstream
{
    private readonly List<UpstreamReceiver> _connected = [];
    private long _next;

    /// <summary>How many records have been taken from it.</summary>
    public long Taken => _next;

    public int Connections
    {
        get
        {
            lock (_connected)
            {
                return _connected.Count;
            }
        }
    }

    public Receiver<long> Receiver() => new UpstreamReceiver(this);

    /// <summary>Gives the next records to one of those connected: the last, or, to be more of a nuisance, the first.</summary>
    /// <returns>Whether they were stored.</returns>
    public async Task<bool> DeliverAsync(int count, bool toFirst = false)
    {
        UpstreamReceiver? receiver;
        lock (_connected)
        {
            receiver = toFirst ? _connected.FirstOrDefault() : _connected.LastOrDefault();
        }

        if (receiver is null)
        {
            return false;
        }

        try
        {
            await receiver.StoreAsync(Enumerable.Range(0, count).Select(i => _next + i).ToArray());
            _next += count;
            return true;
        }
        catch (Exception error) when (error is JobFencedException or InvalidOperationException or OperationCanceledException)
        {
            // It lives elsewhere now; nothing was stored, and nothing is forgotten.
            return false;
        }
    }

    private sealed class UpstreamReceiver(Upstream upstream) : Receiver<long>
    {
        protected override void OnStart()
        {
            lock (upstream._connected)
            {
                upstream._connected.Add(this);
            }
        }

        protected override void OnStop()
        {
            lock (upstream._connected)
            {
                upstream._connected.Remove(this);
            }
        }
    }
}
