using System.Buffers;

namespace OrleansStream.Execution;

/// <summary>The cut between two stages: map tasks leave buckets here, reduce tasks read them in map-partition order.</summary>
/// <remarks>
/// Map outputs stay until the batch ends, so several outputs of a batch, or a repeated reduce task, read the same buckets.
/// Map tasks of different partitions may run at the same time; reading starts when all are there.
/// </remarks>
internal abstract class ShuffleDependency
{
    /// <summary>What one shuffle, or what is done with its results, may take of the memory limit: a batch has several, and others are remembered.</summary>
    internal const int ShareOfShuffle = 4;

    private readonly IShuffleBucket?[]?[] _outputs;
    private readonly bool[] _ranHere;
    private readonly HashSet<(int Map, int Reduce)> _brought = [];
    private Task? _mapStage;

    private protected ShuffleDependency(Rdd parent, int reduceCount, OperatorInfo info)
    {
        Parent = parent;
        ReduceCount = reduceCount;
        Info = info;
        IsPlanned = parent.Scope.IsPlanning;
        _outputs = new IShuffleBucket?[parent.PartitionCount][];
        _ranHere = new bool[parent.PartitionCount];

        // From here on others may ask whether its tasks have run.
        Number = parent.Scope.NextShuffle(this);
    }

    /// <summary>The dataset that is shuffled.</summary>
    internal Rdd Parent { get; }

    /// <summary>The place of this shuffle in its batch's plan: the same on every process that plans the batch.</summary>
    internal long Number { get; }

    internal OperatorInfo Info { get; }

    internal int MapCount => _outputs.Length;

    internal int ReduceCount { get; }

    /// <summary>Whether it was made while its batch was planned, so that every process that plans the batch has it.</summary>
    internal bool IsPlanned { get; }

    /// <summary>Whether its map tasks run on the hosts of a job's partitions where there are any, and readers bring what those have left.</summary>
    internal bool IsShared => Parent.Scope.Plan is not null && !Parent.IsLocal;

    /// <summary>Whether somebody has asked for the map stage, with or without success.</summary>
    internal bool WasTried
    {
        get
        {
            lock (_outputs)
            {
                return _mapStage is not null;
            }
        }
    }

    /// <summary>Runs the map stage unless it has run. Callers share one run; one that failed is not remembered, so the next caller tries again.</summary>
    internal async Task RunMapStageOnceAsync(Func<Task> run, CancellationToken cancellation)
    {
        while (true)
        {
            Task stage;
            lock (_outputs)
            {
                if (_mapStage is null or { IsFaulted: true } or { IsCanceled: true })
                {
                    _mapStage = run();
                }

                stage = _mapStage;
            }

            try
            {
                await stage.ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Whoever started the stage gave it up; it is still needed here.
            }
        }
    }

    /// <summary>Some of what the map stage has left is lost: the next who needs it has it run again.</summary>
    internal void ForgetMapStage()
    {
        lock (_outputs)
        {
            if (_mapStage is { IsCompletedSuccessfully: true })
            {
                _mapStage = null;
            }
        }
    }

    /// <summary>The map stage is about to run, here and with all its tasks.</summary>
    internal virtual void OnStarting()
    {
    }

    /// <summary>All tasks of the map stage have succeeded.</summary>
    internal virtual void OnCompleted()
    {
    }

    /// <summary>Runs one map task.</summary>
    /// <returns>A bucket, or null for no records, for each reduce partition.</returns>
    internal abstract IShuffleBucket?[] RunMap(int mapPartition, TaskScope task);

    /// <summary>Runs one map task, which may go on off its thread.</summary>
    /// <returns>A bucket, or null for no records, for each reduce partition.</returns>
    internal virtual ValueTask<IShuffleBucket?[]> RunMapAsync(int mapPartition, TaskScope task) => ValueTask.FromResult(RunMap(mapPartition, task));

    /// <summary>The map tasks that may have something for a reduce partition.</summary>
    internal virtual IEnumerable<int> MapsOf(int reducePartition) => Enumerable.Range(0, MapCount);

    /// <summary>Encodes a bucket for another process; writes nothing if it has no records.</summary>
    /// <exception cref="InvalidOperationException">The map task has not run here.</exception>
    internal virtual void Encode(int mapPartition, int reducePartition, IBufferWriter<byte> output, CancellationToken cancellation) =>
        Bucket(mapPartition, reducePartition)?.Encode(output);

    /// <summary>Makes a bucket of what another process encoded, and takes that over.</summary>
    internal abstract IShuffleBucket Decode(int reducePartition, PooledBytes bytes);

    /// <summary>Whether reading gives the buckets' own objects to user code that may change them, so that what other processes ask for must be
    /// encoded before any reader comes.</summary>
    internal virtual bool ReadersMayChangeBuckets => false;

    /// <summary>Stores a map task's buckets. A repeated task replaces what an earlier run left.</summary>
    internal void SetOutput(int mapPartition, IShuffleBucket?[] buckets)
    {
        foreach (IShuffleBucket? bucket in buckets)
        {
            if (bucket is not null)
            {
                Parent.Scope.Own(bucket);
            }
        }

        Volatile.Write(ref _outputs[mapPartition], buckets);
        Volatile.Write(ref _ranHere[mapPartition], true);
    }

    /// <summary>Whether a map task has run in this process.</summary>
    internal bool RanHere(int mapPartition) => Volatile.Read(ref _ranHere[mapPartition]);

    /// <summary>Whether a bucket is in this process, even if it has no records.</summary>
    internal bool IsHere(int mapPartition, int reducePartition)
    {
        lock (_outputs)
        {
            return RanHere(mapPartition) || _brought.Contains((mapPartition, reducePartition));
        }
    }

    /// <summary>Stores one bucket that came from elsewhere.</summary>
    internal void SetBucket(int mapPartition, int reducePartition, IShuffleBucket? bucket)
    {
        if (bucket is not null)
        {
            Parent.Scope.Own(bucket);
        }

        lock (_outputs)
        {
            (_outputs[mapPartition] ??= new IShuffleBucket?[ReduceCount])[reducePartition] = bucket;
            _brought.Add((mapPartition, reducePartition));
        }
    }

    /// <summary>Makes a bucket again by running its map task again, as part of a reduce task that needs it.</summary>
    private protected void Recompute(int mapPartition, int reducePartition, TaskScope task)
    {
        using var map = new TaskScope(Info.Name, mapPartition, task.Attempt, task.Cancellation);
        IShuffleBucket?[] buckets;
        try
        {
            // The task has reported already; what it reports now is not to count again.
            using (TaskReport.OnThread(map.Report))
            {
                buckets = RunMap(mapPartition, map);
            }
        }
        catch
        {
            task.Current = map.CurrentOperator is { } failed ? task.Enter(failed) : task.Current;
            throw;
        }

        for (int reduce = 0; reduce < buckets.Length; reduce++)
        {
            if (reduce != reducePartition)
            {
                buckets[reduce]?.Dispose();
            }
        }

        SetBucket(mapPartition, reducePartition, buckets[reducePartition]);
    }

    /// <summary>The bucket of a map task for a reduce partition, or null for no records.</summary>
    /// <exception cref="InvalidOperationException">The map task has not run here.</exception>
    internal IShuffleBucket? Bucket(int mapPartition, int reducePartition)
    {
        IShuffleBucket?[] buckets = Volatile.Read(ref _outputs[mapPartition])
            ?? throw new InvalidOperationException($"Map partition {mapPartition} of shuffle {Number} ({Info}) has no output.");
        return buckets[reducePartition];
    }
}
