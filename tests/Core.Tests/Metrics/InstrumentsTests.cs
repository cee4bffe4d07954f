using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Metrics;

public class InstrumentsTests
{
    [Fact]
    public async Task BatchesAreMeasured()
    {
        string job = $"metrics-{Guid.NewGuid():N}";
        var measured = new ConcurrentDictionary<string, ConcurrentQueue<double>>();
        using MeterListener listener = Listen(job, measured);
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.JobName = job;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        harness.ExpectsFailure = true;
        input.ForeachRdd((_, time) =>
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(100));
            return time == Batches.FailurePolicyTests.At(2) ? throw new InjectedFaultException() : Task.CompletedTask;
        });
        harness.Feed<int>("in").Append(1, 2, 3).Append(4);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        listener.RecordObservableInstruments();
        Assert.Equal(2, measured["orleans-stream-batches-completed"].Sum());
        Assert.Equal(1, measured["orleans-stream-batches-failed"].Sum());
        Assert.Equal(4, measured["orleans-stream-records-processed"].Sum());
        Assert.Equal([0, 0], measured["orleans-stream-scheduling-delay"]);
        Assert.Equal([100, 100], measured["orleans-stream-processing-time"]);
        Assert.Equal([100, 100], measured["orleans-stream-total-delay"]);
        Assert.NotEmpty(measured["orleans-stream-commit-time"]);
        Assert.Equal([0], measured["orleans-stream-batches-open"]);
    }

    [Fact]
    public async Task StatesAreMeasured()
    {
        string job = $"state-metrics-{Guid.NewGuid():N}";
        var measured = new ConcurrentDictionary<string, ConcurrentQueue<double>>();
        using MeterListener listener = Listen(job, measured);
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.JobName = job;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        input.Map(number => (number, number)).UpdateStateByKey(StateSpec.Of<int>(), (values, state) => values.Count > 0 ? Option.Some(values[0]) : state)
            .Named("last").CollectTo("out");
        harness.Feed<int>("in").Append(1, 2, 3).Append(4);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        listener.RecordObservableInstruments();
        Assert.Equal([4], measured["orleans-stream-state-keys"]);
        Assert.Equal([harness.Context.State<int, int>("last").Size.Bytes], measured["orleans-stream-state-bytes"]);
    }

    [Fact]
    public async Task BatchesAndOutputsAreTraced()
    {
        string job = $"activities-{Guid.NewGuid():N}";
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "OrleansStream",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.JobName = job;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        harness.ExpectsFailure = true;
        input.CollectTo("out");
        input.ForeachRdd(_ => throw new InjectedFaultException());
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Activity batch = Assert.Single(ended, activity => activity.OperationName == "batch" && (string?)activity.GetTagItem("job") == job);
        Assert.Equal(Batches.FailurePolicyTests.At(1).Milliseconds, batch.GetTagItem("batch.time"));
        Assert.Equal(1, batch.GetTagItem("batch.attempt"));
        Assert.Equal(ActivityStatusCode.Error, batch.Status);
        Activity[] outputs = [.. ended.Where(activity => activity.ParentId == batch.Id)];
        Assert.Equal(["CollectTo-1", "ForeachRdd-1"], outputs.Select(activity => activity.OperationName));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], outputs.Select(activity => activity.Status));
    }

    private static MeterListener Listen(string job, ConcurrentDictionary<string, ConcurrentQueue<double>> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "OrleansStream")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Keep<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            // Other tests measure in this process at the same time.
            if (tags.Contains(new KeyValuePair<string, object?>("job", job)))
            {
                measured.GetOrAdd(instrument.Name, _ => new ConcurrentQueue<double>()).Enqueue(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        listener.SetMeasurementEventCallback<long>(Keep);
        listener.SetMeasurementEventCallback<int>(Keep);
        listener.SetMeasurementEventCallback<double>(Keep);
        listener.Start();
        return listener;
    }
}
