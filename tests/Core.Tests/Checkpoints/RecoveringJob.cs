using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A job that lives several times over one checkpoint and one clock.</summary>
internal sealed class RecoveringJob
{
    private VirtualTime _time = new();
    private StreamingContext? _last;
    private int _lives;

    internal ICheckpointStore Store { get; init; } = new InMemoryCheckpointStore();

    internal TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long what is not needed stays in the checkpoint.</summary>
    internal TimeSpan Grace { get; init; }

    /// <summary>The clock of all lives.</summary>
    internal TimeProvider Time => _time;

    /// <summary>What all lives have published.</summary>
    internal OutputCollector Outputs { get; private init; } = new();

    internal WarningLog Log { get; } = new();

    internal BatchTime Now => BatchTime.From(_time.GetUtcNow());

    /// <summary>Makes a life with outputs of its own; the test starts it, and ends it by disposing of it, as good as a crash.</summary>
    internal StreamingTestHarness NewLife(Action<StreamingContext> define, Action<StreamingContextOptions>? configure = null)
    {
        var life = new StreamingTestHarness(Interval, OptionsOfLife(configure));
        _last = life.Context;
        define(life.Context);
        return life;
    }

    /// <summary>The same job with another checkpoint, from now on.</summary>
    internal RecoveringJob With(ICheckpointStore store) => new() { _time = _time, Store = store, Interval = Interval, Grace = Grace, Outputs = Outputs };

    private StreamingContextOptions OptionsOfLife(Action<StreamingContextOptions>? configure)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.TimeProvider = _time;
        options.CheckpointStore = Store;
        options.CheckpointGracePeriod = Grace;
        options.LoggerFactory = Log;

        // Every second life keeps state in small parts, so that there are some.
        options.StatePartLength = _lives++ % 2 == 0 ? options.StatePartLength : 200;
        configure?.Invoke(options);
        return options;
    }

    /// <summary>Makes a life that publishes to <see cref="Outputs"/>.</summary>
    internal StreamingTestHarness NextLife(IStreamingJob job, Action<StreamingContextOptions>? configure = null)
    {
        StreamingTestHarness life = new StreamingTestHarness(Interval, OptionsOfLife(configure)) { Outputs = Outputs }.Define(job);
        _last = life.Context;
        return life;
    }

    /// <summary>The batches of a life after some time. What an earlier life has committed may be published once more, since nobody knows
    /// whether it has been.</summary>
    internal static CollectedBatch<int>[] BatchesAfter(BatchTime time, StreamingTestHarness life, string output = "out") =>
        [.. life.Output<int>(output).Batches.Where(batch => batch.Time > time)];

    /// <summary>Lets time pass in which nobody runs the job.</summary>
    internal void Pass(int batches)
    {
        // A life that goes on would run those batches, or not, before it ends.
        Assert.NotEqual(StreamingContextState.Active, _last?.State);
        _time.Advance(Interval * batches);
    }

    /// <summary>The head there is now.</summary>
    internal async Task<Head> HeadAsync() => HeadFormat.Decode((await Store.ReadHeadAsync(default))!, Store);
}
