using System.Diagnostics.Metrics;

namespace OrleansStream.ClusterBenchmarks;

/// <summary>What silos in this process have sent over connections, by Orleans' own metric.</summary>
internal sealed class SentBytes : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _total;

    internal SentBytes()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Microsoft.Orleans", Name: "orleans-messaging-sent-messages-size" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, value, _, _) => Interlocked.Add(ref _total, value));
        _listener.Start();
    }

    internal long Total => Volatile.Read(ref _total);

    public void Dispose() => _listener.Dispose();
}
