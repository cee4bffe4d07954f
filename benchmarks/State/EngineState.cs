namespace OrleansStream.Benchmarks;

/// <summary>Stateful operations as a job; the first run also gives every key its state.</summary>
internal sealed class EngineState<TKey> : StateVariant<TKey>
    where TKey : notnull
{
    private const string Operator = "counts";

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly EngineVariant<(TKey Key, long Value)> _engine;
    private readonly StateRecordsStream<TKey> _input;
    private readonly string? _checkpoint;
    private StreamingContext? _context;
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
                _context = context;
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
                    }).Named(Operator);
                result.ForeachRdd(async rdd => _sum = await rdd.ReduceAsync((left, right) => left + right));
            },
            () => default);
        _input = input!;
    }

    public static IVariant Count(StateRecords<TKey> records, int threads) => new EngineState<TKey>(records, threads, updatesAll: false);

    /// <summary>Counts with a checkpoint in a temporary directory.</summary>
    public static IVariant CountAndStore(StateRecords<TKey> records, int threads) =>
        new(records, threads, updatesAll: false, Path.Join(Path.GetTempPath(), $"state-count-{Guid.NewGuid():n}"));

    public static IVariant UpdateAll(StateRecords<TKey> records, int threads) => new EngineState<TKey>(records, threads, updatesAll: true);

    /// <summary>Waits until the batches that have run are committed.</summary>
    public override async ValueTask SettleAsync()
    {
        if (_checkpoint is null)
        {
            return;
        }

        EmbeddedStateView<TKey, long> counts = _context!.State<TKey, long>(Operator);
        while (counts.Size.BatchTime < _input.Last)
        {
            await Task.Delay(Moment, TimeProvider.System);
        }
    }

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
        _input.Batch = Batch;
        await _engine.RunAsync();
        return _sum;
    }
}
