using System.Collections.Concurrent;
using OrleansStream.Batches;
using OrleansStream.Checkpoints;
using OrleansStream.Stateful;
using OrleansStream.Streams;

namespace OrleansStream.Execution;

/// <summary>Runs a job's tasks in one process, on the graph that the job's code defined here, and keeps the buckets they make.</summary>
/// <remarks>Safe for several threads. It holds nothing that an order, and for state the head, cannot rebuild, so losing a host costs attempts and no
/// more.</remarks>
internal sealed class PartitionHost : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly StreamingContext _context;
    private readonly ConcurrentDictionary<TaskId, HostedTask> _tasks = new();
    private readonly ConcurrentDictionary<BucketAddress, Lazy<EncodedBytes>> _encoded = new();
    private readonly Dictionary<BatchId, HostedBatch> _batches = [];
    private readonly BucketPuller _puller;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lazy<HostedStates> _states;
    private readonly Lazy<DatasetKeeper> _datasets;

    // Tasks that wait for something outside hold their records; as in a local stage, only so many are open at a time.
    private readonly SemaphoreSlim _open;
    private long _epoch;

    /// <param name="context">The job as its code has defined it here; never started.</param>
    /// <param name="peers">Reaches the other hosts.</param>
    internal PartitionHost(StreamingContext context, IPartitionTransport peers)
    {
        // What a batch plans is fixed here as it is where the job was started.
        context.Graph.ValidateAndFix();
        _context = context;
        _puller = new BucketPuller(peers);
        _open = new SemaphoreSlim(context.Threads.Count * 2);
        _datasets = new Lazy<DatasetKeeper>(() => new DatasetKeeper(context.Graph, context.Runtime.Blocks, new CheckpointObjects(context.SharedCheckpoint())));
        _states = new Lazy<HostedStates>(() => new HostedStates(context, context.SharedCheckpoint(), _stop.Token));
    }

    /// <summary>Takes an order. One for a task that runs or has succeeded changes nothing; one that has failed runs again.</summary>
    /// <exception cref="JobFencedException">The order is from a coordinator that has been replaced.</exception>
    internal void Start(TaskOrder order)
    {
        Fence(order.Id.Batch.Epoch);
        Forget(other => other.Time < order.Oldest || order.Id.Batch.Supersedes(other));
        _ = _tasks.AddOrUpdate(
            order.Id,
            static (_, state) => state.Self.TaskOf(state.Order),
            static (_, known, state) => known.HasFailed ? state.Self.TaskOf(state.Order) : known,
            (Self: this, Order: order)).RunAsync();
    }

    /// <summary>Waits a few seconds at most for a task to end, and says how it stands.</summary>
    /// <exception cref="InvalidOperationException">The task was never ordered here.</exception>
    internal async Task<TaskProgress> AwaitProgressAsync(TaskId id)
    {
        if (!_tasks.TryGetValue(id, out HostedTask? task))
        {
            throw new InvalidOperationException($"Task {id} was never ordered on this host; it may have moved since.");
        }

        try
        {
            return await task.RunAsync().WaitAsync(LongestWait, _context.Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return TaskProgress.Running;
        }
    }

    /// <summary>Stores the state that batches have changed here, waiting a few seconds at most for the end.</summary>
    /// <exception cref="JobFencedException">The order is from a coordinator that has been replaced.</exception>
    internal async Task<StoreProgress> StoreAsync(StoreOrder order)
    {
        Fence(order.Epoch);
        try
        {
            return await _states.Value.StoreAsync(order).WaitAsync(LongestWait, _context.Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return StoreProgress.Running;
        }
    }

    /// <summary>Looks up the state of a key as a commit has left it.</summary>
    /// <exception cref="JobFencedException">The question is passed on by a coordinator that has been replaced.</exception>
    internal Task<StateAnswer> AskAsync(StateQuestion question)
    {
        Fence(question.Epoch);
        return _states.Value.AskAsync(question, _stop.Token);
    }

    /// <summary>A piece of a bucket that a task here made; <see cref="BucketFrame.NotHere"/> if none has.</summary>
    internal BucketFrame Pull(BucketAddress address, int offset)
    {
        HostedBatch? hosted;
        lock (_batches)
        {
            _batches.TryGetValue(address.Batch, out hosted);
        }

        return hosted?.Scope.FindShuffle(address.Shuffle) is { } shuffle && shuffle.RanHere(address.MapPartition)
            ? EncodedOf(shuffle, address).FrameAt(offset)
            : BucketFrame.Missing;
    }

    public void Dispose()
    {
        _stop.Cancel();
        Forget(_ => true);
        _stop.Dispose();
    }

    private EncodedBytes EncodedOf(ShuffleDependency shuffle, BucketAddress address) =>
        _encoded.GetOrAdd(address, _ => new Lazy<EncodedBytes>(() => Encode(shuffle, address))).Value;

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

    private EncodedBytes Encode(ShuffleDependency shuffle, BucketAddress address)
    {
        var output = new EncodedBytes();
        shuffle.Encode(address.MapPartition, address.ReducePartition, output, _stop.Token);
        return output;
    }

    /// <summary>Refuses orders of replaced coordinators.</summary>
    private void Fence(long epoch)
    {
        lock (_batches)
        {
            if (epoch < _epoch)
            {
                throw new JobFencedException($"The order is from epoch {epoch}; epoch {_epoch} has taken the job over.");
            }

            _epoch = epoch;
        }
    }

    /// <summary>Refuses to begin what another attempt has made void: it might undo what that one does.</summary>
    private void ThrowIfSuperseded(BatchId batch)
    {
        lock (_batches)
        {
            if (batch.Epoch < _epoch || _batches.Keys.Any(other => other.Supersedes(batch)))
            {
                throw new InvalidOperationException($"{batch} has been replaced by another attempt.");
            }
        }
    }

    private void Forget(Func<BatchId, bool> isOver)
    {
        KeyValuePair<BatchId, HostedBatch>[] over;
        lock (_batches)
        {
            over = [.. _batches.Where(entry => isOver(entry.Key))];
            foreach (BatchId batch in over.Select(entry => entry.Key))
            {
                _batches.Remove(batch);
            }
        }

        foreach ((BatchId batch, HostedBatch hosted) in over)
        {
            foreach (TaskId task in _tasks.Keys.Where(task => task.Batch == batch))
            {
                _tasks.TryRemove(task, out _);
            }

            foreach (BucketAddress bucket in _encoded.Keys.Where(bucket => bucket.Batch == batch))
            {
                _encoded.TryRemove(bucket, out _);
            }

            _ = hosted.EndAsync();
        }
    }

    private HostedTask TaskOf(TaskOrder order) => new(() => RunAsync(order));

    private async Task<TaskProgress> RunAsync(TaskOrder order)
    {
        try
        {
            HostedBatch batch = BatchOf(order, order.Batch);
            return await RunTaskAsync(batch, order).ConfigureAwait(false);
        }
        catch (OperatorFailedException error)
        {
            return new TaskProgress(true, error.ToFailure(order.Id.Partition), default, []);
        }
        catch (Exception error)
        {
            return new TaskProgress(
                true,
                new TaskFailure(order.Id.Kind.ToString(), order.Id.Partition, 1, error.Message, error.ToString(), error is StateLostException, (error as OutputLostException)?.Outputs),
                default,
                []);
        }
    }

    private async Task<TaskProgress> RunTaskAsync(HostedBatch batch, TaskOrder order)
    {
        TaskId id = order.Id;
        HostedWork work = await batch.FindAsync(id, order.Recipe, _context.Recipes).ConfigureAwait(false);
        Rdd rdd = work.Dataset;
        ShuffleDependency? shuffle = work.Shuffle;
        CancellationToken cancellation = batch.Cancellation;
        using DatasetUse use = DatasetUse.Begin(rdd);
        foreach (ShuffleDependency unplanned in rdd.RequiredShuffles().Where(required => !required.IsShared))
        {
            // Of a dataset from outside the batch, which every process makes for itself.
            await _context.Runtime.Dispatcher.RunShuffleAsync(unplanned, cancellation).ConfigureAwait(false);
        }

        await _puller.PullInputsAsync(rdd, id.Partition, cancellation).ConfigureAwait(false);
        using HostedTurn? turn = shuffle is StateStage stage ? await BeginAsync(stage, order, cancellation).ConfigureAwait(false) : null;

        ReadOnlyMemory<byte> result = default;
        await _open.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var run = new StageRun(
                _context.Threads,
                work.Source,
                id.Number,
                work.Name,
                rdd,
                _context.Options.MaxTaskFailures,
                async (partition, task) =>
                {
                    result = await work.RunAsync(partition, task, _context.Recipes).ConfigureAwait(false);
                    if (shuffle is not null)
                    {
                        EncodeBeforeReaders(shuffle, id);
                    }
                },
                cancellation);
            await run.RunAsync([id.Partition]).ConfigureAwait(false);
            turn?.Complete(id.Batch);
            return new TaskProgress(true, null, result, run.Reports.Encode());
        }
        finally
        {
            _open.Release();
        }
    }

    private async Task<HostedTurn> BeginAsync(StateStage stage, TaskOrder order, CancellationToken cancellation)
    {
        HostedTurn turn = await _states.Value.BeginAsync(
            stage.OperatorState, order.Id.Partition, order.Id.Batch, order.Versions, () => ThrowIfSuperseded(order.Id.Batch), cancellation).ConfigureAwait(false);
        stage.From = order.Versions[^1].Time;
        return turn;
    }

    /// <summary>An attempt of a batch, which is told what the coordinator has found since it was told last.</summary>
    private HostedBatch BatchOf(TaskOrder order, PlannedBatch planned)
    {
        lock (_batches)
        {
            if (!_batches.TryGetValue(planned.Id, out HostedBatch? batch))
            {
                var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                var scope = new BatchScope(_context.Runtime, planned.Id.Time, planned.Id.Attempt, cancel.Token);
                var plan = new BatchPlan(scope, planned.Seal, order.Zero, planned.Id.Epoch, new EarlierPlans(this, order), cancel.Token, isTold: true, RestoreOf(planned));
                batch = new HostedBatch(plan, _context.Graph, cancel);
                _batches.Add(planned.Id, batch);
            }

            batch.Plan.Tell(planned.Findings);
            return batch;
        }
    }

    private Func<Task<RestoredDatasets>>? RestoreOf(PlannedBatch planned) =>
        planned.KeptIn is { } name ? () => _datasets.Value.RestoreAsync(name, planned.Id.Time, _stop.Token) : null;

    /// <summary>The plans of the batches that an order may look back on. Those that had no task here are made when they are asked for.</summary>
    private sealed class EarlierPlans(PartitionHost host, TaskOrder order) : IBatchHistory
    {
        public ValueTask<BatchPlan?> FindAsync(BatchTime time, DStream stream) =>
            ValueTask.FromResult(order.Earlier.FirstOrDefault(batch => batch.Id.Time == time) is { } earlier ? host.BatchOf(order, earlier).Plan : null);
    }
}
