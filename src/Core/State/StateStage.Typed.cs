using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <inheritdoc/>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <remarks>
/// Task p applies partition p of the input to partition p of the state and leaves what the function gave in its bucket p; if the state of this
/// batch will be asked for when later ones have changed it, it leaves a copy in a bucket behind those.
/// </remarks>
internal abstract class StateStage<TKey, TState> : StateStage
{
    private readonly StateInput<TKey, TState> _input;
    private readonly bool _keepsSnapshots;

    private protected StateStage(StateInput<TKey, TState> input, OperatorState<TKey, TState> state, bool keepsSnapshots, OperatorInfo info)
        : base(input.Dataset, state.Partitions.Count * (keepsSnapshots ? 2 : 1), info)
    {
        _input = input;
        State = state;
        _keepsSnapshots = keepsSnapshots;
    }

    internal OperatorState<TKey, TState> State { get; }

    /// <summary>The version that the stage changes, once it has begun.</summary>
    private protected long From { get; private set; }

    internal BatchTime Time => Parent.Time!.Value;

    internal override IEnumerable<int> MapsOf(int reducePartition) => [reducePartition % MapCount];

    internal override void OnStarting() => From = State.BeginStage(Time);

    internal override void OnCompleted() => State.CompleteStage(Time);

    internal override IShuffleBucket?[] RunMap(int mapPartition, TaskScope task)
    {
        int number = task.Enter(Info);
        StatePartition<TKey, TState> partition = State.Partitions[mapPartition];
        partition.Begin(Time.Milliseconds, From);
        if (From == StateLayers<TState>.Never && _input.Initial is { } initial)
        {
            partition.Accept(new InitialStateVisitor<TKey, TState>(initial, mapPartition, State.Values, task, number));
        }

        var buckets = new IShuffleBucket?[ReduceCount];
        buckets[mapPartition] = Apply(partition, mapPartition, task, number);
        if (_keepsSnapshots)
        {
            buckets[MapCount + mapPartition] = CopySnapshot(partition, task);
        }

        return buckets;
    }

    /// <summary>Pushes the state of a partition as this batch has left it.</summary>
    internal void ReadSnapshot<TSink>(int partition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, TState Value)>
    {
        if (_keepsSnapshots)
        {
            RecordBuckets.Feed<(TKey Key, TState Value), TSink>(Bucket(partition, MapCount + partition), ref sink, task);
        }
        else
        {
            Read(State.Partitions[partition], ref sink, task);
        }
    }

    /// <summary>Applies a partition of the input to the version that has been begun.</summary>
    /// <returns>What the function gave, or null for nothing.</returns>
    private protected abstract IShuffleBucket? Apply(StatePartition<TKey, TState> partition, int mapPartition, TaskScope task, int number);

    private void Read<TSink>(StatePartition<TKey, TState> partition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, TState Value)>
    {
        using SnapshotReader<TKey, TState> reader = partition.Read(partition.FirstGroup, partition.GroupCount, Time.Milliseconds);
        var pairs = new (TKey Key, TState Value)[Chunks.Records];
        while (task.Continue() && reader.Read(pairs) is > 0 and int count)
        {
            Span<(TKey Key, TState Value)> read = pairs.AsSpan(0, count);
            State.Values.GiveOut(read);
            Chunks.Push<(TKey Key, TState Value), TSink>(read, ref sink);
        }
    }

    private StoredBucket<(TKey Key, TState Value)> CopySnapshot(StatePartition<TKey, TState> partition, TaskScope task)
    {
        var records = new StoredRecords<(TKey Key, TState Value)>(Parent.Scope.Job.Blocks, StorageLevel.MemoryAndDisk, detach: true);
        try
        {
            var link = new StoreLink<(TKey Key, TState Value)>(records, task);
            Read(partition, ref link, task);
            records.Complete();
            return new StoredBucket<(TKey Key, TState Value)>(records);
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }
}
