using System.Buffers;
using System.Collections.Concurrent;
using OrleansStream.Batches;
using OrleansStream.Outputs;
using OrleansStream.Streams;

namespace OrleansStream.Execution;

/// <summary>Runs a job's tasks in one process, on the graph that the job's code defined here, and keeps the buckets they make.</summary>
/// <remarks>Safe for several threads. It holds nothing that an order cannot rebuild, so losing a host costs an attempt and no more.</remarks>
internal sealed class PartitionHost(StreamingContext context, IPartitionTransport peers) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly StreamGraph _graph = Fixed(context.Graph);
    private readonly ConcurrentDictionary<TaskId, Lazy<Task<TaskProgress>>> _tasks = new();
    private readonly ConcurrentDictionary<BucketAddress, Lazy<byte[]>> _encoded = new();
    private readonly Dictionary<BatchId, Task<HostedBatch>> _batches = [];
    private readonly BucketPuller _puller = new(peers);
    private readonly CancellationTokenSource _stop = new();

    // Tasks that wait for something outside hold their records; as in a local stage, only so many are open at a time.
    private readonly SemaphoreSlim _open = new(context.Threads.Count * 2);
    private long _epoch;

    /// <summary>Takes an order. One for a task that was ordered before changes nothing.</summary>
    /// <exception cref="JobFencedException">The order is from a coordinator that has been replaced.</exception>
    internal void Start(TaskOrder order)
    {
        Fence(order);
        Lazy<Task<TaskProgress>> run = _tasks.GetOrAdd(
            order.Id, static (_, state) => new Lazy<Task<TaskProgress>>(() => Task.Run(() => state.Self.RunAsync(state.Order))), (Self: this, Order: order));
        _ = run.Value;
    }

    /// <summary>Waits a few seconds at most for a task to end, and says how it stands.</summary>
    /// <exception cref="InvalidOperationException">The task was never ordered here.</exception>
    internal async Task<TaskProgress> AwaitProgressAsync(TaskId id)
    {
        if (!_tasks.TryGetValue(id, out Lazy<Task<TaskProgress>>? run))
        {
            throw new InvalidOperationException($"Task {id} was never ordered on this host; it may have moved since.");
        }

        try
        {
            return await run.Value.WaitAsync(LongestWait, context.Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return TaskProgress.Running;
        }
    }

    /// <summary>A piece of a bucket that a task here made.</summary>
    /// <exception cref="InvalidOperationException">There is no such bucket here.</exception>
    internal async Task<BucketFrame> PullAsync(BucketAddress address, int offset)
    {
        Task<HostedBatch>? hosted;
        lock (_batches)
        {
            _batches.TryGetValue(address.Batch, out hosted);
        }

        if (hosted is null)
        {
            throw new InvalidOperationException($"Batch {address.Batch} is not on this host; it may have moved since.");
        }

        ShuffleDependency shuffle = (await hosted.ConfigureAwait(false)).Scope.Shuffles[address.Shuffle];
        byte[] bytes = EncodedOf(shuffle, address);
        return new BucketFrame(bytes.Length, bytes.AsMemory(offset, Math.Min(BucketFrame.MaxLength, bytes.Length - offset)));
    }

    public void Dispose()
    {
        _stop.Cancel();
        Forget(_ => true);
        _stop.Dispose();
    }

    /// <summary>What a batch plans is fixed here as it is where the job was started.</summary>
    private static StreamGraph Fixed(StreamGraph graph)
    {
        graph.ValidateAndFix();
        return graph;
    }

    private byte[] EncodedOf(ShuffleDependency shuffle, BucketAddress address) =>
        _encoded.GetOrAdd(address, _ => new Lazy<byte[]>(() => Encode(shuffle.Bucket(address.MapPartition, address.ReducePartition)))).Value;

    /// <summary>Encodes what a map task left before a reader here can change it.</summary>
    private void EncodeBeforeReaders(ShuffleDependency shuffle, TaskId id)
    {
        if (shuffle.ReadersMayChangeBuckets)
        {
            for (int reduce = 0; reduce < shuffle.ReduceCount; reduce++)
            {
                EncodedOf(shuffle, new BucketAddress(id.Batch, id.Number, id.Partition, reduce));
            }
        }
    }

    private static byte[] Encode(IShuffleBucket? bucket)
    {
        if (bucket is null)
        {
            return [];
        }

        var output = new ArrayBufferWriter<byte>();
        bucket.Encode(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Refuses orders of replaced coordinators, and lets go of what the order's coordinator no longer needs.</summary>
    private void Fence(TaskOrder order)
    {
        BatchId batch = order.Id.Batch;
        lock (_batches)
        {
            if (batch.Epoch < _epoch)
            {
                throw new JobFencedException($"The order is from epoch {batch.Epoch}; epoch {_epoch} has taken the job over.");
            }

            _epoch = batch.Epoch;
        }

        Forget(other => other.Time < order.Oldest || batch.Supersedes(other));
    }

    private void Forget(Func<BatchId, bool> isOver)
    {
        KeyValuePair<BatchId, Task<HostedBatch>>[] over;
        lock (_batches)
        {
            over = [.. _batches.Where(entry => isOver(entry.Key))];
            foreach (BatchId batch in over.Select(entry => entry.Key))
            {
                _batches.Remove(batch);
            }
        }

        foreach ((BatchId batch, Task<HostedBatch> hosted) in over)
        {
            foreach (TaskId task in _tasks.Keys.Where(task => task.Batch == batch))
            {
                _tasks.TryRemove(task, out _);
            }

            foreach (BucketAddress bucket in _encoded.Keys.Where(bucket => bucket.Batch == batch))
            {
                _encoded.TryRemove(bucket, out _);
            }

            _ = FreeAsync(hosted);
        }
    }

    private static async Task FreeAsync(Task<HostedBatch> hosted)
    {
        // A plan that failed was reported by the task that asked for it, and left nothing to free.
        await ((Task)hosted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (hosted.IsCompletedSuccessfully)
        {
            (await hosted.ConfigureAwait(false)).Scope.Dispose();
        }
    }

    private async Task<TaskProgress> RunAsync(TaskOrder order)
    {
        try
        {
            HostedBatch batch = await BatchOf(order).ConfigureAwait(false);
            return await RunTaskAsync(batch, order).ConfigureAwait(false);
        }
        catch (OperatorFailedException error)
        {
            return new TaskProgress(true, error.ToFailure(order.Id.Partition), default, []);
        }
        catch (Exception error)
        {
            return new TaskProgress(
                true, new TaskFailure(order.Id.Kind.ToString(), order.Id.Partition, 1, error.Message, error.ToString()), default, []);
        }
    }

    private async Task<TaskProgress> RunTaskAsync(HostedBatch batch, TaskOrder order)
    {
        TaskId id = order.Id;
        ShuffleDependency? shuffle = id.Kind == TaskKind.Map ? batch.Scope.Shuffles[id.Number] : null;
        SinkJob? sink = id.Kind == TaskKind.Sink ? (SinkJob)batch.Jobs[id.Number] : null;
        Rdd rdd = shuffle?.Parent ?? sink!.Dataset;
        using DatasetUse use = DatasetUse.Begin(rdd);
        foreach (ShuffleDependency unplanned in rdd.RequiredShuffles().Where(required => !required.IsPlanned))
        {
            // Of a dataset from outside the batch, which every process makes for itself.
            await context.Runtime.Dispatcher.RunShuffleAsync(unplanned, _stop.Token).ConfigureAwait(false);
        }

        await _puller.PullInputsAsync(rdd, id.Partition, order.Inputs, _stop.Token).ConfigureAwait(false);

        ReadOnlyMemory<byte> result = default;
        await _open.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            var run = new StageRun(
                context.Threads,
                shuffle is null ? ReportSource.Output : ReportSource.Shuffle,
                id.Number,
                shuffle?.Info.Name ?? sink!.Operation.Info.Name,
                rdd,
                context.Options.MaxTaskFailures,
                async (partition, task) =>
                {
                    if (shuffle is not null)
                    {
                        shuffle.SetOutput(partition, await shuffle.RunMapAsync(partition, task).ConfigureAwait(false));
                        EncodeBeforeReaders(shuffle, id);
                    }
                    else
                    {
                        result = await sink!.WriteAsync(partition, task).ConfigureAwait(false);
                    }
                },
                _stop.Token);
            await run.RunAsync([id.Partition]).ConfigureAwait(false);
            return new TaskProgress(true, null, result, run.Reports.Encode());
        }
        finally
        {
            _open.Release();
        }
    }

    /// <summary>The plan of an attempt, made once from what its first order says.</summary>
    private Task<HostedBatch> BatchOf(TaskOrder order) => BatchOf(order, order.Id.Batch, order.Seal);

    private Task<HostedBatch> BatchOf(TaskOrder order, BatchId id, SealedBatch seal)
    {
        lock (_batches)
        {
            if (!_batches.TryGetValue(id, out Task<HostedBatch>? batch))
            {
                // Not in this thread: planning asks for earlier batches, and another thread may be making a dataset of those and wait for this lock.
                batch = Task.Run(() => PlanAsync(order, id, seal));
                _batches.Add(id, batch);
            }

            return batch;
        }
    }

    private async Task<HostedBatch> PlanAsync(TaskOrder order, BatchId id, SealedBatch seal)
    {
        var scope = new BatchScope(context.Runtime, id.Time, id.Attempt, _stop.Token);
        var plan = new BatchPlan(scope, seal, order.Zero, id.Epoch, new EarlierPlans(this, order), _stop.Token);
        IReadOnlyDictionary<int, OutputJob> jobs = await plan.RunAsync(_graph).ConfigureAwait(false);
        return new HostedBatch(scope, jobs);
    }

    private sealed record HostedBatch(BatchScope Scope, IReadOnlyDictionary<int, OutputJob> Jobs);

    /// <summary>The plans of the batches that an order may look back on. Those that had no task here are made when they are asked for.</summary>
    private sealed class EarlierPlans(PartitionHost host, TaskOrder order) : IBatchHistory
    {
        public async ValueTask<BatchPlan?> FindAsync(BatchTime time, DStream stream) =>
            order.Earlier.FirstOrDefault(batch => batch.Id.Time == time) is { } earlier
                ? (await host.BatchOf(order, earlier.Id, earlier.Seal).ConfigureAwait(false)).Scope.Plan
                : null;
    }
}
