namespace OrleansStream.Benchmarks;

/// <summary>Stateful operations as a job; the first run also gives every key its state.</summary>
internal sealed class EngineState<TKey> : StateVariant<TKey>
    where TKey : notnull
{
    private readonly EngineVariant<(TKey Key, long Value)> _engine;
    private readonly StateRecordsStream<TKey> _input;
    private long _sum;

    private EngineState(StateRecords<TKey> records, int threads, bool updatesAll)
        : base(records, updatesAll)
    {
        StateRecordsStream<TKey>? input = null;
        _engine = new EngineVariant<(TKey Key, long Value)>(
            threads,
            context =>
            {
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
                result.ForeachRdd(async rdd => _sum = await rdd.ReduceAsync((left, right) => left + right));
            },
            () => default);
        _input = input!;
    }

    public static IVariant Count(StateRecords<TKey> records, int threads) => new EngineState<TKey>(records, threads, updatesAll: false);

    public static IVariant UpdateAll(StateRecords<TKey> records, int threads) => new EngineState<TKey>(records, threads, updatesAll: true);

    public override async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async ValueTask<long> ApplyAsync()
    {
        _input.Batch = Batch;
        await _engine.RunAsync();
        return _sum;
    }
}
