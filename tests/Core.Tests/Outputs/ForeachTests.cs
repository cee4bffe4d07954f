using System.Collections.Concurrent;
using OrleansStream.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Outputs;

/// <summary>Side effects that are declared on the stream.</summary>
public sealed class ForeachTests
{
    private static readonly FeedBatch<int>[] Input = [FeedBatch.Cut([1, 2, 3, 4, 5], 3), FeedBatch.Cut(Array.Empty<int>(), 2), FeedBatch.Cut([6], 1)];

    [Theory]
    [InlineData("action")]
    [InlineData("task")]
    [InlineData("task with a token")]
    public async Task Each_partition_is_given_with_its_place(string form)
    {
        var seen = new ConcurrentQueue<(string Key, string Records)>();
        void See(IEnumerable<int> records, SinkPartition partition) => seen.Enqueue((partition.IdempotenceKey, string.Join(' ', records)));
        await using StreamingTestHarness harness = await RunAsync(stream =>
        {
            switch (form)
            {
                case "action":
                    stream.ForeachPartition(See);
                    break;
                case "task":
                    stream.ForeachPartition(async (records, partition) =>
                    {
                        await Task.Yield();
                        See(records, partition);
                    });
                    break;
                default:
                    stream.ForeachPartition(async (records, partition, cancellation) =>
                    {
                        await Task.Yield();
                        cancellation.ThrowIfCancellationRequested();
                        See(records, partition);
                    });
                    break;
            }
        });

        Assert.Equal(
            [
                ("job/ForeachPartition-1/1704067201000/0", "1"), ("job/ForeachPartition-1/1704067201000/1", "2 3"), ("job/ForeachPartition-1/1704067201000/2", "4 5"),
                ("job/ForeachPartition-1/1704067202000/0", ""), ("job/ForeachPartition-1/1704067202000/1", ""), ("job/ForeachPartition-1/1704067203000/0", "6"),
            ],
            seen.OrderBy(one => one.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("action")]
    [InlineData("task")]
    [InlineData("several tasks")]
    public async Task Each_record_is_given(string form)
    {
        var seen = new ConcurrentQueue<int>();
        await using StreamingTestHarness harness = await RunAsync(stream =>
        {
            switch (form)
            {
                case "action":
                    stream.Foreach(record => seen.Enqueue(record));
                    break;
                case "task":
                    stream.Foreach(async record =>
                    {
                        await Task.Yield();
                        seen.Enqueue(record);
                    });
                    break;
                default:
                    stream.ForeachAsync(
                        async (record, cancellation) =>
                        {
                            await Task.Yield();
                            seen.Enqueue(record);
                        },
                        maxConcurrency: 3);
                    break;
            }
        });

        Assert.Equal([1, 2, 3, 4, 5, 6], seen.Order());
    }

    [Fact]
    public async Task A_partition_that_fails_is_given_again_under_the_same_key()
    {
        var seen = new ConcurrentQueue<SinkPartition>();
        await using StreamingTestHarness harness = await RunAsync(
            stream => stream.ForeachPartition(async (records, partition) =>
            {
                List<int> all = [.. records];
                await Task.Yield();
                if (all.Contains(4))
                {
                    seen.Enqueue(partition);
                    if (seen.Count < 6)
                    {
                        throw new InvalidOperationException("not yet");
                    }
                }
            }),
            options => options.OnFailure = FailurePolicy.RetryThenStop);

        Assert.Equal([(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2)], seen.Select(partition => (partition.Batch.Attempt, partition.TaskAttempt)));
        Assert.Single(seen.Select(partition => partition.IdempotenceKey).Distinct());
    }

    [Theory]
    [InlineData("ForeachPartition", "action")]
    [InlineData("ForeachPartition", "task")]
    [InlineData("Foreach", "action")]
    [InlineData("ForeachAsync", "task")]
    public async Task Failures_name_the_operation_and_the_partition(string operation, string form)
    {
        static void Fail(int record)
        {
            if (record == 2)
            {
                throw new InvalidOperationException("two");
            }
        }

        await using StreamingTestHarness harness = await RunAsync(
            stream =>
            {
                switch (operation, form)
                {
                    case ("ForeachPartition", "action"):
                        stream.ForeachPartition((records, _) => records.ToList().ForEach(Fail));
                        break;
                    case ("ForeachPartition", _):
                        stream.ForeachPartition(async (records, _) =>
                        {
                            await Task.Yield();
                            records.ToList().ForEach(Fail);
                        });
                        break;
                    case ("Foreach", _):
                        stream.Foreach(Fail);
                        break;
                    default:
                        stream.ForeachAsync(async (record, _) =>
                        {
                            await Task.Yield();
                            Fail(record);
                        });
                        break;
                }
            },
            expectsFailure: true);

        var failure = Assert.IsType<OperatorFailedException>(harness.Context.Failure);
        Assert.Equal($"{operation}-1 ({operation}) failed in batch 1704067201000 ms, partition 1 after 4 attempts: two", failure.Message);
        Assert.IsType<InvalidOperationException>(failure.InnerException);
    }

    [Fact]
    public async Task Waiting_does_not_hold_an_engine_thread()
    {
        // Two partitions on one thread wait for each other.
        var arrived = new TaskCompletionSource[] { new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously) };
        await using StreamingTestHarness harness = await RunAsync(
            stream => stream.ForeachPartition(async (_, partition) =>
            {
                arrived[partition.Index].SetResult();
                await arrived[1 - partition.Index].Task;
            }),
            options => options.EngineThreads = 1,
            input: [FeedBatch.Cut([1, 2], 2)]);

        Assert.All(arrived, one => Assert.True(one.Task.IsCompleted));
    }

    [Fact]
    public async Task Only_a_few_partitions_wait_at_a_time()
    {
        using var sink = new WaitingSink();
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.EngineThreads = 1;
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        harness.Context.AddressedInput("in", new ListFeed<int>([FeedBatch.Cut(Enumerable.Range(0, 10), 10)])).SaveTo(sink);
        await harness.StartAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        for (int opened = 2; opened <= 10; opened++)
        {
            await sink.SettlingAsync(opened).Within();

            // What was queued for the only thread before this has been run after it.
            var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            harness.Context.Threads.Post(passed.SetResult);
            await passed.Task.Within();
            Assert.Equal(opened, sink.Opened);
            sink.Go.Release();
        }

        sink.Go.Release();
        await harness.WhenIdleAsync();
        Assert.Null(harness.Context.Failure);
    }

    [Fact]
    public async Task Records_under_way_are_limited()
    {
        var lockOf = new Lock();
        int open = 0;
        int most = 0;
        await using StreamingTestHarness harness = await RunAsync(
            stream => stream.ForeachAsync(
                async (_, _) =>
                {
                    lock (lockOf)
                    {
                        most = Math.Max(most, ++open);
                    }

                    await Task.Yield();
                    lock (lockOf)
                    {
                        open--;
                    }
                },
                maxConcurrency: 3),
            input: [FeedBatch.Cut(Enumerable.Range(0, 200), 1)]);

        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task Slices_are_valid_until_the_function_ends()
    {
        var seen = new ConcurrentQueue<string>();
        using var disk = new TemporaryDirectory();
        await using var job = new Sources.FileJob(disk: disk);
        job.Context.Utf8FileStream(disk.Root).ForeachPartition(async (records, _) =>
        {
            await Task.Yield();
            foreach (Utf8Slice record in records)
            {
                seen.Enqueue(record.ToString());
            }
        });
        await job.Harness.StartAsync();
        job.Put("a", "one\ntwo\n");
        await job.Harness.AdvanceAsync(1);

        Assert.Equal(["one", "two"], seen);
    }

    [Fact]
    public void Arguments_are_checked_at_definition()
    {
        var context = new StreamingContext(TimeSpan.FromSeconds(1));
        DStream<int> stream = context.QueueStream(new Queue<Rdd<int>>());

        Assert.Throws<ArgumentNullException>(() => stream.ForeachPartition((Action<IEnumerable<int>, SinkPartition>)null!));
        Assert.Throws<ArgumentNullException>(() => stream.ForeachPartition((Func<IEnumerable<int>, SinkPartition, Task>)null!));
        Assert.Throws<ArgumentNullException>(() => stream.ForeachPartition((Func<IEnumerable<int>, SinkPartition, CancellationToken, Task>)null!));
        Assert.Throws<ArgumentNullException>(() => stream.Foreach((Action<int>)null!));
        Assert.Throws<ArgumentNullException>(() => stream.Foreach((Func<int, Task>)null!));
        Assert.Throws<ArgumentNullException>(() => stream.ForeachAsync(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.ForeachAsync((_, _) => Task.CompletedTask, 0));
    }

    private static async Task<StreamingTestHarness> RunAsync(
        Action<DStream<int>> define, Action<StreamingContextOptions>? configure = null, bool expectsFailure = false, FeedBatch<int>[]? input = null)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        configure?.Invoke(options);
        var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { ExpectsFailure = expectsFailure };
        define(harness.Context.AddressedInput("in", new ListFeed<int>(input ?? Input)));
        await harness.StartAsync();
        await harness.AdvanceAsync((input ?? Input).Length);
        return harness;
    }

    /// <summary>A sink whose partitions wait to be let go.</summary>
    private sealed class WaitingSink : Sink<int>, IDisposable
    {
        private readonly SemaphoreSlim _settling = new(0);
        private int _opened;
        private int _seen;

        internal SemaphoreSlim Go { get; } = new(0);

        internal int Opened => Volatile.Read(ref _opened);

        /// <summary>Ends when so many partitions have come to wait, all in all.</summary>
        internal async Task SettlingAsync(int count)
        {
            for (; _seen < count; _seen++)
            {
                await _settling.WaitAsync();
            }
        }

        public override SinkWriter<int> Open(SinkPartition partition)
        {
            Interlocked.Increment(ref _opened);
            return new Writer(this);
        }

        public override ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(
            SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken) => new((ReadOnlyMemory<byte>?)null);

        public void Dispose()
        {
            _settling.Dispose();
            Go.Dispose();
        }

        private sealed class Writer(WaitingSink sink) : SinkWriter<int>
        {
            public override void Write(int record)
            {
            }

            public override ReadOnlyMemory<byte> Complete() => default;

            public override async ValueTask SettleAsync(CancellationToken cancellationToken)
            {
                sink._settling.Release();
                await sink.Go.WaitAsync(cancellationToken);
            }
        }
    }
}
