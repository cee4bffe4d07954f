using System.Diagnostics.Metrics;

namespace OrleansStream.Benchmarks;

/// <summary>What the engine says of a job's memory, through its meter as an operator's tools see it.</summary>
internal sealed class EngineMemory : IDisposable
{
    private readonly MeterListener _listener = new();

    /// <param name="job">The job's name; other jobs of the process measure too.</param>
    public EngineMemory(string job)
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name is "orleans-stream-memory-used" or "orleans-stream-memory-spilled")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (!tags.Contains(new KeyValuePair<string, object?>("job", job)))
            {
                return;
            }

            if (instrument.Name == "orleans-stream-memory-used")
            {
                Kept = value;
            }
            else
            {
                Spilled = value;
            }
        });
        _listener.Start();
    }

    /// <summary>Bytes kept in memory between uses.</summary>
    public long Kept { get; private set; }

    /// <summary>Bytes written to disk so far.</summary>
    public long Spilled { get; private set; }

    /// <summary>Asks the engine.</summary>
    public void Read() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();
}
