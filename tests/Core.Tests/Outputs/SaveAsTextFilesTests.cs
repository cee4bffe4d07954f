using System.Collections.Concurrent;

namespace OrleansStream.Core.Tests.Outputs;

/// <summary>Text files through the whole engine.</summary>
public sealed class SaveAsTextFilesTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Every_batch_is_saved_also_an_empty_one()
    {
        BatchInfo[] batches = await RunAsync(2, FailurePolicy.RetryThenStop, stream => stream.Map(n => (n, n * 0.5)).SaveAsTextFiles(_disk["out/n"], "txt"));

        Assert.Equal("(1,0.5)\n(2,1)\n", _disk.Read($"out/n-{batches[0].BatchTime.Milliseconds}.txt/part-00000"));
        Assert.Equal("", _disk.Read($"out/n-{batches[1].BatchTime.Milliseconds}.txt/part-00000"));
        AssertNoLitter();
    }

    [Fact]
    public async Task Tasks_and_batches_that_are_tried_again_save_once()
    {
        int failures = 0;
        BatchInfo[] batches = await RunAsync(1, FailurePolicy.RetryThenStop, stream =>
        {
            stream.Map(n => n).SaveAsTextFiles(_disk["first"]);
            stream.Map(n => n == 2 && Interlocked.Increment(ref failures) < 6 ? throw new InvalidOperationException("again") : n).SaveAsTextFiles(_disk["second"]);
        });

        Assert.Equal(2, batches[0].Attempt);
        Assert.Equal("1\n2\n", _disk.Read($"first-{batches[0].BatchTime.Milliseconds}/part-00000"));
        Assert.Equal("1\n2\n", _disk.Read($"second-{batches[0].BatchTime.Milliseconds}/part-00000"));
        AssertNoLitter();
    }

    [Fact]
    public async Task An_output_that_fails_for_good_leaves_nothing()
    {
        BatchInfo[] batches = await RunAsync(2, FailurePolicy.ReportAndContinue, stream =>
        {
            stream.Map(n => n == 2 ? throw new InvalidOperationException("never") : n).SaveAsTextFiles(_disk["bad"]);
            stream.Map(n => n).SaveAsTextFiles(_disk["good"]);
        });

        Assert.False(Directory.Exists(_disk[$"bad-{batches[0].BatchTime.Milliseconds}"]));
        Assert.True(File.Exists(_disk[$"bad-{batches[1].BatchTime.Milliseconds}/_SUCCESS"]));
        Assert.True(File.Exists(_disk[$"good-{batches[0].BatchTime.Milliseconds}/_SUCCESS"]));
        AssertNoLitter();
    }

    private void AssertNoLitter() => Assert.DoesNotContain(_disk.Everything(), path => path.Contains("/.", StringComparison.Ordinal) || path.StartsWith('.'));

    /// <summary>Runs batches over one queued dataset, then empty ones, until so many are over.</summary>
    private static async Task<BatchInfo[]> RunAsync(int count, FailurePolicy policy, Action<DStream<int>> define)
    {
        var options = new StreamingContextOptions { OnFailure = policy, BatchRetryDelay = TimeSpan.Zero };
        await using var context = new StreamingContext(TimeSpan.FromMilliseconds(20), options);
        define(context.QueueStream(new Queue<Rdd<int>>([context.MakeRdd([1, 2], 1)])));
        var listener = new Completed(count);
        context.AddStreamingListener(listener);
        await context.StartAsync();
        await listener.Enough.Task.Within();
        await context.StopAsync();
        return [.. listener.Batches];
    }

    private sealed class Completed(int count) : StreamingListener
    {
        internal ConcurrentQueue<BatchInfo> Batches { get; } = [];

        internal TaskCompletionSource Enough { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void OnBatchCompleted(BatchInfo batch)
        {
            Batches.Enqueue(batch);
            if (Batches.Count == count)
            {
                Enough.SetResult();
            }
        }
    }
}
