using System.Diagnostics.Metrics;

namespace OrleansStream.ClusterBenchmarks;

/// <summary>How long batches of jobs in this process take, by the engine's own metric.</summary>
internal sealed class BatchTimes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, List<double>> _milliseconds = [];

    internal BatchTimes()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "OrleansStream", Name: "orleans-stream-processing-time" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            foreach ((string key, object? job) in tags)
            {
                if (key == "job")
                {
                    Add((string)job!, value);
                }
            }
        });
        _listener.Start();
    }

    /// <summary>The times of a job's batches so far, in milliseconds.</summary>
    internal double[] Of(string job)
    {
        lock (_milliseconds)
        {
            return _milliseconds.TryGetValue(job, out List<double>? times) ? [.. times] : [];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(string job, double value)
    {
        lock (_milliseconds)
        {
            if (!_milliseconds.TryGetValue(job, out List<double>? times))
            {
                _milliseconds.Add(job, times = []);
            }

            times.Add(value);
        }
    }
}
