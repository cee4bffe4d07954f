namespace OrleansStream.Benchmarks;

/// <summary>Stateful operations as a job; the first run also gives every key its state. A run ends when the batch's output operation has: a commit
/// goes on beside what follows.</summary>
internal sealed class EngineState<TKey> : StateVariant<TKey>
    where TKey : notnull
{
    private readonly EngineVariant<(TKey Key, long Value)> _engine;
    private readonly StateRecordsStream<TKey> _input;
    private readonly string? _checkpoint;
    private TaskCompletionSource _ran = new();
    private long _sum;

    private EngineState(StateRecords<TKey> records, int threads, bool updatesAll, string? checkpoint = null)
        : base(records, updatesAll)
    {
        _checkpoint = checkpoint;
        StateRecordsStream<TKey>? input = null;
        _engine = new EngineVariant<(TKey Key, long Value)>(
            threads,
            context =>
            {
                context.Checkpoint(checkpoint);
                input = new StateRecordsStream<TKey>(context, threads);
                StateSpec<TKey, long> spec = StateSpec.Of<long>().InitialState(records.Keys.Select(key => (key, 1L)));
                DStream<long> result = updatesAll
                    ? input.UpdateStateByKey(spec, (values, state) => Option.Some(values.Sum() + state.GetValueOrDefault(0))).Map(pair => pair.Value)
                    : input.MapWithState(spec, (_, value, state) =>
                    {
                        long count = state.GetOption().GetValueOrDefault(0) + value.Value;
                        state.Update(count);
                        return count;
                    });
                result.ForeachRdd(async rdd =>
                {
                    _sum = await rdd.ReduceAsync((left, right) => left + right);
                    _ran.SetResult();
                });
            },
            () => default);
        _input = input!;
    }

    public static IVariant Count(StateRecords<TKey> records, int threads) => new EngineState<TKey>(records, threads, updatesAll: false);

    /// <summary>Counts with a checkpoint in a temporary directory.</summary>
    public static IVariant CountAndStore(StateRecords<TKey> records, int threads) =>
        new EngineState<TKey>(records, threads, updatesAll: false, Path.Join(Path.GetTempPath(), $"state-count-{Guid.NewGuid():n}"));

    public static IVariant UpdateAll(StateRecords<TKey> records, int threads) => new EngineState<TKey>(records, threads, updatesAll: true);

    /// <summary>Waits until the batches that have run are committed.</summary>
    public override ValueTask SettleAsync() => _engine.SettleAsync();

    public override async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        if (_checkpoint is not null)
        {
            Directory.Delete(_checkpoint, recursive: true);
        }

        await base.DisposeAsync();
    }

    protected override async ValueTask<long> ApplyAsync()
    {
        _ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _input.Batch = Batch;
        await _engine.BeginAsync();
        await _ran.Task;
        return _sum;
    }
}
