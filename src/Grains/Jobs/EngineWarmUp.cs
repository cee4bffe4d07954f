using System.Diagnostics.Metrics;
using OrleansStream.Checkpoints;

namespace OrleansStream.Grains;

/// <summary>Runs a small job in this process, so that the engine's code is compiled before a job has to be taken over.</summary>
internal static class EngineWarmUp
{
    private const int Batches = 4;

    private static readonly Lazy<Task> Once = new(RunAsync);

    /// <summary>Runs it unless it has run in this process.</summary>
    internal static Task EnsureAsync() => Once.Value;

    private static async Task RunAsync()
    {
        using var meters = new Unheard();
        var options = new StreamingContextOptions
        {
            JobName = "warm-up",
            EngineThreads = 1,
            CheckpointStore = new InMemoryCheckpointStore(),
            MeterFactory = meters,
            Output = TextWriter.Null,
        };
        await using var ssc = new StreamingContext(TimeSpan.FromMilliseconds(50), options);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = Batches;
        ssc.QueueStream(new Queue<Rdd<string>>(Enumerable.Range(0, Batches).Select(_ => ssc.Parallelize(["to be", "or not"], partitions: 2))))
            .FlatMap(line => line.Split(' '))
            .Map(word => (word, 1L))
            .ReduceByKey((a, b) => a + b)
            .MapWithState(StateSpec.Of<long>(), (word, count, state) =>
            {
                state.Update((state.Exists ? state.Get() : 0) + count.GetValueOrDefault(0));
                return word;
            })
            .ForeachRdd(async rdd =>
            {
                await rdd.CollectAsync();
                if (--left == 0)
                {
                    done.TrySetResult();
                }
            });
        await ssc.StartAsync();
        await Task.WhenAny(done.Task, ssc.Stopped);
        await ssc.StopAsync(graceful: true);
    }

    /// <summary>Measures what nobody is to see.</summary>
    private sealed class Unheard : IMeterFactory
    {
        private readonly Meter _meter = new("OrleansStream.WarmUp");

        public Meter Create(MeterOptions options) => _meter;

        public void Dispose() => _meter.Dispose();
    }
}
