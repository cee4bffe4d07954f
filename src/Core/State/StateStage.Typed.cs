using System.Buffers;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <inheritdoc/>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <remarks>
/// Task p applies partition p of the input to partition p of the state and leaves what the function gave in its bucket p. Behind those there is
/// a bucket for the state that it has left: a copy, if it will be asked for when later batches have changed the state, or else what the state
/// is when somebody elsewhere asks.
/// </remarks>
internal abstract class StateStage<TKey, TState> : StateStage
{
    private readonly StateInput<TKey, TState> _input;
    private readonly bool _keepsSnapshots;

    private protected StateStage(StateInput<TKey, TState> input, OperatorState<TKey, TState> state, bool keepsSnapshots, OperatorInfo info)
        : base(input.Dataset, state.Partitions.Count * 2, info)
    {
        _input = input;
        State = state;
        _keepsSnapshots = keepsSnapshots;
    }

    internal OperatorState<TKey, TState> State { get; }

    internal override IEnumerable<int> MapsOf(int reducePartition) => [reducePartition % MapCount];

    internal override OperatorState OperatorState => State;

    internal override IShuffleBucket?[] RunMap(int mapPartition, TaskScope task)
    {
        int number = task.Enter(Info);
        StatePartition<TKey, TState> partition = State.Partitions[mapPartition];
        partition.Begin(Time.Milliseconds, From.Milliseconds);
        if (From == StateVersions.None.Time && _input.Initial is { } initial)
        {
            partition.Accept(new InitialStateVisitor<TKey, TState>(initial, mapPartition, State.Values, task, number));
        }

        var buckets = new IShuffleBucket?[ReduceCount];
        buckets[mapPartition] = Apply(partition, mapPartition, task, number);
        if (_keepsSnapshots)
        {
            buckets[SnapshotOf(mapPartition)] = CopySnapshot(partition, task);
        }

        return buckets;
    }

    internal sealed override IShuffleBucket Decode(int reducePartition, PooledBytes bytes) => reducePartition < MapCount
        ? DecodeOutput(bytes)
        : RecordBuckets.Decode<(TKey Key, TState Value)>(bytes, Parent.Scope.Job);

    internal override void Encode(int mapPartition, int reducePartition, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        if (reducePartition < MapCount || _keepsSnapshots)
        {
            base.Encode(mapPartition, reducePartition, output, cancellation);
            return;
        }

        using var task = new TaskScope(Info.Name, mapPartition, attempt: 1, cancellation);
        using StoredBucket<(TKey Key, TState Value)> snapshot = CopySnapshot(State.Partitions[mapPartition], task);
        snapshot.Encode(output);
    }

    /// <summary>The bucket for the state that a task has left.</summary>
    internal int SnapshotOf(int partition) => MapCount + partition;

    /// <summary>Pushes the state of a partition as this batch has left it.</summary>
    internal void ReadSnapshot<TSink>(int partition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, TState Value)>
    {
        if (_keepsSnapshots || !RanHere(partition))
        {
            RecordBuckets.Feed<(TKey Key, TState Value), TSink>(Bucket(partition, SnapshotOf(partition)), ref sink, task, Parent.Scope.Job);
        }
        else
        {
            Read(State.Partitions[partition], ref sink, task);
        }
    }

    /// <summary>Reads what the function gave in another process.</summary>
    private protected virtual IShuffleBucket DecodeOutput(PooledBytes bytes) => throw new InvalidOperationException($"{Info} gives nothing but its state.");

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
