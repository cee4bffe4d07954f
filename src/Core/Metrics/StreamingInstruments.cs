using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrleansStream.Execution;
using OrleansStream.Receivers;

namespace OrleansStream.Metrics;

/// <summary>What a context measures, through a meter and an activity source named <c>OrleansStream</c>.</summary>
internal sealed class StreamingInstruments : IDisposable
{
    private const string JobTag = "job";
    private const string OperatorTag = "operator";

    private const string SourceTag = "source";
    private const string TableTag = "table";

    private readonly Meter _meter;
    private readonly KeyValuePair<string, object?> _job;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _failedBatches;
    private readonly Counter<long> _records;
    private readonly Counter<long> _lookupFailures;
    private readonly Histogram<double> _schedulingDelay;
    private readonly Histogram<double> _processingTime;
    private readonly Histogram<double> _totalDelay;
    private readonly Histogram<double> _commitTime;

    /// <param name="factory">Where meters come from in a host, or null for one of its own.</param>
    /// <param name="job">The job's name, a tag on everything.</param>
    /// <param name="openBatches">How many batches are waiting or running.</param>
    /// <param name="skipped">How many records operators have left out, by operator name.</param>
    /// <param name="receivers">What receivers have brought in.</param>
    /// <param name="blocks">Where data is kept between uses.</param>
    /// <param name="states">How large states were at the last commit.</param>
    internal StreamingInstruments(
        IMeterFactory? factory,
        string job,
        Func<int> openBatches,
        Func<IReadOnlyDictionary<string, long>> skipped,
        Func<IEnumerable<ReceiverStatistics>> receivers,
        BlockStore blocks,
        Func<IReadOnlyList<StateSize>> states)
    {
        _meter = factory?.Create(StreamingContextOptions.InstrumentsName) ?? new Meter(StreamingContextOptions.InstrumentsName);
        _job = new KeyValuePair<string, object?>(JobTag, job);
        _batches = _meter.CreateCounter<long>("orleans-stream-batches-completed", "{batch}", "Batches that are over, well or not.");
        _failedBatches = _meter.CreateCounter<long>("orleans-stream-batches-failed", "{batch}", "Attempts at batches that failed.");
        _records = _meter.CreateCounter<long>("orleans-stream-records-processed", "{record}", "Records of batches that are over.");
        _lookupFailures = _meter.CreateCounter<long>("orleans-stream-lookup-failures", "{load}", "Times that a lookup table could not be loaded again.");
        _schedulingDelay = _meter.CreateHistogram<double>("orleans-stream-scheduling-delay", "ms", "From submission to start of a batch.");
        _processingTime = _meter.CreateHistogram<double>("orleans-stream-processing-time", "ms", "From start to end of a batch.");
        _totalDelay = _meter.CreateHistogram<double>("orleans-stream-total-delay", "ms", "From submission to end of a batch.");
        _commitTime = _meter.CreateHistogram<double>("orleans-stream-commit-time", "ms", "How long writing the head took.");
        _meter.CreateObservableGauge(
            "orleans-stream-batches-open", () => new Measurement<int>(openBatches(), _job), "{batch}", "Batches waiting, running or being committed.");
        _meter.CreateObservableGauge(
            "orleans-stream-memory-used", () => new Measurement<long>(blocks.Used, _job), "By", "Data kept in memory between uses.");
        _meter.CreateObservableCounter(
            "orleans-stream-memory-spilled", () => new Measurement<long>(blocks.Spilled, _job), "By", "Data written to disk because memory was short.");
        _meter.CreateObservableCounter(
            "orleans-stream-records-skipped",
            () => skipped().Select(entry => new Measurement<long>(entry.Value, _job, new KeyValuePair<string, object?>(OperatorTag, entry.Key))),
            "{record}",
            "Records that operators left out because a function threw on them.");
        _meter.CreateObservableGauge(
            "orleans-stream-state-keys", () => Measure(states, size => size.Keys), "{key}", "Keys that have a state at the last committed batch.");
        _meter.CreateObservableGauge(
            "orleans-stream-state-bytes", () => Measure(states, size => size.Bytes), "By", "About how much memory states take, older versions included.");
        _meter.CreateObservableCounter(
            "orleans-stream-receiver-records", () => Measure(receivers, each => each.Records), "{record}", "Records that receivers have stored, as far as they are counted.");
        _meter.CreateObservableCounter(
            "orleans-stream-receiver-blocks", () => Measure(receivers, each => each.Blocks), "{block}", "Blocks that receivers have stored.");
        _meter.CreateObservableGauge(
            "orleans-stream-receiver-blocks-waiting", () => Measure(receivers, each => each.UnallocatedBlocks), "{block}", "Blocks that no batch holds yet.");
        _meter.CreateObservableGauge(
            "orleans-stream-receiver-rate-limit",
            () => Measure(() => receivers().Where(each => each.RateLimit is not null), each => each.RateLimit!.Value),
            "{record}/s",
            "How many records per second a receiver may bring in; nothing where there is no limit.");
    }

    /// <summary>Spans of batches and output operations.</summary>
    internal static ActivitySource Activities { get; } = new(StreamingContextOptions.InstrumentsName);

    internal void BatchCompleted(BatchInfo batch)
    {
        _batches.Add(1, _job);
        _records.Add(batch.Records, _job);
        Record(_schedulingDelay, batch.SchedulingDelay);
        Record(_processingTime, batch.ProcessingDelay);
        Record(_totalDelay, batch.TotalDelay);
    }

    internal void BatchFailed() => _failedBatches.Add(1, _job);

    internal void LookupFailed(string table) => _lookupFailures.Add(1, _job, new KeyValuePair<string, object?>(TableTag, table));

    internal void Committed(TimeSpan duration) => Record(_commitTime, duration);

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<TValue>> Measure<TValue>(Func<IEnumerable<ReceiverStatistics>> receivers, Func<ReceiverStatistics, TValue> value)
        where TValue : struct =>
        receivers().Select(each => new Measurement<TValue>(value(each), _job, new KeyValuePair<string, object?>(SourceTag, each.Source)));

    private IEnumerable<Measurement<long>> Measure(Func<IReadOnlyList<StateSize>> states, Func<StateSize, long> value) =>
        states().Select(size => new Measurement<long>(value(size), _job, new KeyValuePair<string, object?>(OperatorTag, size.OperatorName)));

    private void Record(Histogram<double> histogram, TimeSpan? duration)
    {
        if (duration is { } value)
        {
            histogram.Record(value.TotalMilliseconds, _job);
        }
    }
}
